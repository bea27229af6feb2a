/** Where a command writes. */
export interface Output {
    write(data: string | Uint8Array): unknown;
    readonly isTerminal: boolean;
    readonly hasColours: boolean;
    /** Width of the terminal in characters; undefined where lines have no limit. */
    readonly columns?: number | undefined;
}

/** What a command uses of its process. */
export interface Io {
    /** The result, and nothing else. */
    readonly out: Output;
    /** Progress and errors. */
    readonly err: Output;
    readonly environment: NodeJS.ProcessEnv;
    /** Aborted when the command is to end: by the user, or with `OUTPUT_CLOSED` as its reason. */
    readonly signal: AbortSignal;
}

/** Why a command ends whose reader wants no more, as `head` does: quietly, and as if it had done its work. */
export const OUTPUT_CLOSED = Symbol("output closed");

export const isOutputClosed = ({ signal }: Pick<Io, "signal">): boolean =>
    signal.reason === OUTPUT_CLOSED;

export function processIo(signal: AbortSignal): Io {
    const { stdout, stderr, env } = process;
    const [out, err] = [outputOf(stdout, env), outputOf(stderr, env)];
    return { out, err, environment: env, signal };
}

type Stream = Pick<NodeJS.WriteStream, "write" | "isTTY" | "hasColors" | "columns">;

export const outputOf = (stream: Stream, environment: NodeJS.ProcessEnv): Output => ({
    write: (data) => stream.write(data),
    isTerminal: stream.isTTY,
    // Node honours TERM and NO_COLOR too, but lets FORCE_COLOR overrule it.
    hasColours: stream.isTTY && !environment["NO_COLOR"] && stream.hasColors(),
    get columns() {
        return stream.isTTY ? stream.columns : undefined;
    },
});
