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
            command: words(pid, "cmdline"),
            environment: words(pid, "environ"),
        }));

export function isAlive(pid: number): boolean {
    // A zombie has ended; only its parent has not asked yet.
    const [, state] = /\) (\S)/.exec(read(String(pid), "stat")) ?? [];
    return state !== undefined && state !== "Z";
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

const words = (pid: string, file: string) => read(pid, file).split("\0").filter(Boolean);

function read(pid: string, file: string): string {
    try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
        return ""; // it has ended meanwhile
    }
}
