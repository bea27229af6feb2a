import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

export interface Outcome {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

export interface CommandOptions {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly uid?: number;
    /** Receives the process's id as soon as it is known. */
    readonly onStart?: (pid: number) => void;
}

const PIPE_MILLISECONDS = 1000;

/** Runs a command to its end, whatever its exit code. */
export function run(
    executable: string,
    args: readonly string[],
    { onStart, ...options }: CommandOptions = {},
): Promise<Outcome> {
    return new Promise((resolve, reject) => {
        const child = spawn(executable, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
        const output = { stdout: "", stderr: "" };
        child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
        child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
        child.on("error", reject);
        child.on("exit", (code) => {
            // Orphans of a killed command keep its pipes open.
            const closed = Promise.race([
                once(child, "close"),
                sleep(PIPE_MILLISECONDS, undefined, { ref: false }),
            ]);
            void closed.then(() => resolve({ code, ...output }));
        });
        if (child.pid !== undefined) onStart?.(child.pid);
    });
}

/** Runs a command that must succeed, and returns its output. */
export async function output(executable: string, args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(executable, args);
    if (code === 0) return stdout;
    throw new Error(`${executable} ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
}

/** Runs virsh, which shares no code with what is tested. */
export const virsh = (...args: readonly string[]): Promise<string> =>
    output("virsh", ["--connect", "qemu:///system", "--quiet", ...args]);
