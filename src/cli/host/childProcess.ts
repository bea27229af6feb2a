import { spawn } from "node:child_process";

export interface Ended {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

export interface ChildOptions {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    /** Ends the program, which is waited for all the same. */
    readonly signal?: AbortSignal;
}

/** Runs a program to its end; undefined when there is no such program. */
export function runProgram(
    program: string,
    args: readonly string[],
    { signal, ...options }: ChildOptions = {},
): Promise<Ended | undefined> {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
        const text = { stdout: "", stderr: "" };
        child.stdout.setEncoding("utf8").on("data", (part: string) => (text.stdout += part));
        child.stderr.setEncoding("utf8").on("data", (part: string) => (text.stderr += part));
        const end = () => child.kill();
        if (signal?.aborted === true) end();
        signal?.addEventListener("abort", end);
        child.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code === "ENOENT") resolve(undefined);
            else reject(error);
        });
        child.on("close", (code) => {
            signal?.removeEventListener("abort", end);
            resolve({ code: code ?? ENDED_BY_SIGNAL, ...text });
        });
    });
}

const ENDED_BY_SIGNAL = 128;
