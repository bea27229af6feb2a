import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { cacheSubfolder } from "./cacheSubfolder";
import { isGone } from "./processGone";

/** An unused path for a file or folder of this process; deletes what killed processes left beside it. */
export async function freshPlace(
    kind: "conversions" | "work",
): Promise<{ readonly folder: string; readonly name: string; readonly path: string }> {
    const folder = await cacheSubfolder(kind);
    await sweepLeftovers(folder);
    made += 1;
    const name = ownedName(`${made}`);
    return { folder, name, path: join(folder, name) };
}

/** One process may need several at once. */
let made = 0;

/** A name with the machine and process that a file belongs to. */
export const ownedName = (name: string) => `${name}.${hostname()}.${process.pid}`;

/** Deletes files and folders of ended processes of this machine: a killed run cannot delete its own. */
async function sweepLeftovers(folder: string): Promise<void> {
    for (const name of await readdir(folder)) {
        const [, machine, pid] = /^.+?\.(.+)\.(\d+)$/.exec(name) ?? [];
        if (machine === hostname() && isGone(Number(pid))) {
            await rm(join(folder, name), { recursive: true, force: true });
        }
    }
}
