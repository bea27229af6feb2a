/** Where a command writes. */
export interface Output {
    write(data: string | Uint8Array): unknown;
    readonly isTerminal: boolean;
    readonly hasColours: boolean;
}

/** What a command has of the process that it runs in. */
export interface Io {
    /** The result, and nothing else. */
    readonly out: Output;
    /** Progress and errors. */
    readonly err: Output;
    readonly environment: NodeJS.ProcessEnv;
    /** The user wants the command to end. */
    readonly signal: AbortSignal;
}

export function processIo(signal: AbortSignal): Io {
    const { stdout, stderr, env } = process;
    return { out: outputOf(stdout), err: outputOf(stderr), environment: env, signal };
}

const outputOf = (stream: NodeJS.WriteStream): Output => ({
    write: (data) => stream.write(data),
    isTerminal: stream.isTTY,
    // Node's own judgement honours NO_COLOR, FORCE_COLOR and TERM.
    hasColours: stream.isTTY && stream.hasColors(),
});
