import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { processes } from "./processes";

/** Id of a domain's QEMU process: another id means that the domain was restarted. */
export function emulatorOf(domain: string): number {
    const found = processes().find(({ command }) =>
        command.some((word) => word.startsWith(`guest=${domain},`)),
    );
    if (found === undefined) throw new Error(`Domain "${domain}" has no process.`);
    return found.pid;
}

/** The same from libvirt's file; undefined while the domain is off. */
export const pidOf = (domain: string): Promise<string | undefined> =>
    readFile(`/run/libvirt/qemu/${domain}.pid`, "utf8").catch(() => undefined);

/** Name of the user that a process runs as. */
export function userOf(pid: number): string | undefined {
    const [, uid] = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    const entry = readFileSync("/etc/passwd", "utf8")
        .split("\n")
        .map((line) => line.split(":"))
        .find(([, , id]) => id === uid);
    return entry?.[0];
}
