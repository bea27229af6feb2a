import { readdirSync, readFileSync } from "node:fs";

export interface Process {
    readonly pid: number;
    readonly command: readonly string[];
    readonly environment: readonly string[];
}

export const processes = (): Process[] =>
    readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => ({
            pid: Number(pid),
            command: fields(pid, "cmdline"),
            environment: fields(pid, "environ"),
        }));

export function isAlive(pid: number): boolean {
    const [, state] = /\) (\S)/.exec(read(String(pid), "stat")) ?? [];
    // A zombie has ended once its other threads have, which keep its files open; only its parent has not reaped it.
    return state !== undefined && (state !== "Z" || threadsOf(pid) > 1);
}

/** Ends processes, each by its id. */
export function kill(doomed: readonly Process[]): void {
    for (const { pid } of doomed) {
        try {
            process.kill(pid, "SIGKILL");
        } catch {
            // It has ended meanwhile.
        }
    }
}

const fields = (pid: string, file: string) => read(pid, file).split("\0").filter(Boolean);

function read(pid: string, file: string): string {
    try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
        return ""; // it has ended meanwhile
    }
}

function threadsOf(pid: number): number {
    try {
        return readdirSync(`/proc/${pid}/task`).length;
    } catch {
        return 0; // it has ended meanwhile
    }
}
