import { readFileSync } from "node:fs";
import { processes } from "./processes";

/** Id of the process that runs a domain: another one is another run of it. */
export function emulatorOf(domain: string): number {
    const found = processes().find(({ command }) =>
        command.some((word) => word.startsWith(`guest=${domain},`)),
    );
    if (found === undefined) throw new Error(`Domain "${domain}" has no process.`);
    return found.pid;
}

/** Name of the user that a process runs as. */
export function userOf(pid: number): string | undefined {
    const [, uid] = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    const entry = readFileSync("/etc/passwd", "utf8")
        .split("\n")
        .map((line) => line.split(":"))
        .find(([, , id]) => id === uid);
    return entry?.[0];
}
