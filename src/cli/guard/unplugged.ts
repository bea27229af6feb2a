import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardRunning } from "../../errors";
import { textOf } from "./hostPrograms";

/** NICs that the guard has unplugged. */
export interface Unplugged {
    readonly uuid: string;
    readonly mac: string;
    /** As it was called then. */
    readonly machine: string;
}

/** Goes with the host's start, as the guests do. */
const FOLDER = "/run/xplab";
const RECORD = join(FOLDER, "unplugged.json");
const OWNER = join(FOLDER, "guard.pid");

/** What this guard, or one that was killed, has unplugged and not plugged in again. */
export function readUnplugged(): Unplugged[] {
    try {
        return JSON.parse(readFileSync(RECORD, "utf8")) as Unplugged[]; // written below
    } catch (error) {
        // Killed between two bytes it leaves the earlier file.
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        throw error;
    }
}

export function writeUnplugged(all: readonly Unplugged[]): void {
    if (all.length === 0) return rmSync(RECORD, { force: true });
    writeFileSync(`${RECORD}.part`, JSON.stringify(all), { mode: 0o600 });
    renameSync(`${RECORD}.part`, RECORD);
}

/** Makes this process the host's guard until `release`; two would undo each other's work. */
export function becomeGuard(): { release: () => void } {
    mkdirSync(FOLDER, { recursive: true, mode: 0o755 });
    const pid = runningGuard();
    if (pid !== undefined) throw guardRunning({ pid });
    writeFileSync(OWNER, `${process.pid}\n`);
    return { release: () => rmSync(OWNER, { force: true }) };
}

/** The process that watches this host. */
export function runningGuard(): number | undefined {
    const pid = Number(textOf(OWNER));
    if (!(pid > 0) || pid === process.pid) return undefined;
    const words = textOf(`/proc/${pid}/cmdline`).split("\0");
    return words.includes("guard") ? pid : undefined;
}
