import type { Io, Output } from "../../src/cli/output/io";

export interface RecordingIo extends Io {
    /** What was written to standard output and to standard error. */
    readonly written: { out: string; err: string };
}

interface Recording {
    readonly isTerminal?: boolean;
    readonly hasColours?: boolean;
    readonly environment?: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal;
}

/** An io that keeps what a command writes. */
export function recordingIo({
    isTerminal = false,
    hasColours = false,
    environment = process.env,
    signal = new AbortController().signal,
}: Recording = {}): RecordingIo {
    const written = { out: "", err: "" };
    const outputTo = (key: "out" | "err"): Output => ({
        write: (data) => (written[key] += Buffer.from(data).toString()),
        isTerminal,
        hasColours,
    });
    return { out: outputTo("out"), err: outputTo("err"), environment, signal, written };
}

/** An output that only says whether it has colours. */
export const plain: Output = { write: () => undefined, isTerminal: false, hasColours: false };
export const colourful: Output = { ...plain, hasColours: true };
