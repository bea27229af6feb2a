import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { ownedName } from "./leftovers";

/** The text of a record in the user's cache; empty if there is none. */
export const readRecord = (record: string): Promise<string> =>
    readFile(record, "utf8").catch(() => "");

/** Writes a whole record or nothing. Ignores a cache that cannot be written. */
export async function writeRecord(record: string, text: string): Promise<void> {
    const half = ownedName(record);
    try {
        await writeFile(half, text, { mode: 0o600 });
        await rename(half, record);
    } catch {
        await rm(half, { force: true });
    }
}
