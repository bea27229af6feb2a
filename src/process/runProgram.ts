import { spawn, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";

export interface Ended {
    /** Exit code; `ENDED_BY_SIGNAL` when a signal ended the program. */
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

export interface RunOptions {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    /** Text for standard input, which is empty by default. */
    readonly input?: string;
    /** Descriptors of open files that the program gets as its descriptors 3, 4 and so on. */
    readonly files?: readonly number[];
    /** Kills the program when it fires; the promise still resolves only after the program has ended. */
    readonly signal?: AbortSignal | undefined;
    /** Default: SIGTERM. */
    readonly killSignal?: NodeJS.Signals;
    /** Keeps only so many characters from the end of each output. Default: keeps all, up to 64 Mi characters. */
    readonly keepLast?: number;
    /** Called with each part of standard output. */
    readonly onOutput?: (text: string) => void;
}

/** An output that is longer is a mistake or an attack; the program is killed. */
const MAX_CHARACTERS = 2 ** 26;

/** The exit code of a program that a signal ended. */
export const ENDED_BY_SIGNAL = 128;

/** Runs a program to its end and collects its output; undefined when there is no such program. */
export async function runProgram(
    program: string,
    args: readonly string[],
    options: RunOptions = {},
): Promise<Ended | undefined> {
    const { input, files = [], signal, killSignal = "SIGTERM" } = options;
    const child = spawn(program, args, {
        cwd: options.cwd,
        env: options.env ?? process.env,
        stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe", ...files],
    });
    const kill = () => {
        child.kill(killSignal);
        // What it has started may keep its outputs open.
        child.once("exit", () => [child.stdout, child.stderr].forEach((one) => one?.destroy()));
    };
    if (signal?.aborted === true) kill();
    signal?.addEventListener("abort", kill, { once: true });
    const stdout = collect(child, child.stdout, options.keepLast, options.onOutput);
    const stderr = collect(child, child.stderr, options.keepLast);
    // A program that ends without reading its input explains why in its output.
    child.stdin?.on("error", () => undefined).end(input);
    try {
        const code = await exitCode(child);
        return code === undefined
            ? undefined
            : { code: code ?? ENDED_BY_SIGNAL, stdout: stdout(), stderr: stderr() };
    } finally {
        signal?.removeEventListener("abort", kill);
    }
}

/** Null when a signal ended the program; undefined when it could not start because it is not there. */
const exitCode = (child: ChildProcess) =>
    new Promise<number | null | undefined>((resolve, reject) => {
        child
            .on("error", (error: NodeJS.ErrnoException) =>
                error.code === "ENOENT" ? resolve(undefined) : reject(error),
            )
            .on("close", resolve);
    });

/** Returns a function that gives the text so far. */
function collect(
    child: ChildProcess,
    output: Readable | null,
    keepLast: number | undefined,
    onText?: (text: string) => void,
): () => string {
    let text = "";
    let isTooLong = false;
    output?.setEncoding("utf8").on("data", (part: string) => {
        onText?.(part);
        text = keepLast === undefined ? text + part : (text + part).slice(-keepLast);
        if (text.length <= MAX_CHARACTERS) return;
        [text, isTooLong] = ["", true];
        child.kill("SIGKILL");
    });
    return () => {
        if (isTooLong) throw new Error(`"${child.spawnfile}" printed more than 64 Mi characters`);
        return text;
    };
}
