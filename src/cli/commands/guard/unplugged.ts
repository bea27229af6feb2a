import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** NICs that the guard has unplugged. */
export interface Unplugged {
    readonly uuid: string;
    readonly mac: string;
    /** Its name at that time. */
    readonly machine: string;
}

/** On a tmpfs: a restart of the host, which ends all guests, empties it. */
export const FOLDER = "/run/xplab";
const RECORD = join(FOLDER, "unplugged.json");

/** NICs that this guard, or an earlier one that was killed, has unplugged and not plugged in again. */
export function readUnplugged(): Unplugged[] {
    try {
        return JSON.parse(readFileSync(RECORD, "utf8")) as Unplugged[]; // written below
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        throw error;
    }
}

export function writeUnplugged(all: readonly Unplugged[]): void {
    if (all.length === 0) return rmSync(RECORD, { force: true });
    writeFileSync(`${RECORD}.part`, JSON.stringify(all), { mode: 0o600 });
    renameSync(`${RECORD}.part`, RECORD);
}
