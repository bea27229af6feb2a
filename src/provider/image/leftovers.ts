import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isGone } from "./processGone";

/** A name that tells which process of which machine a file belongs to. */
export const ownedName = (name: string) => `${name}.${hostname()}.${process.pid}`;

/** Removes files and folders of processes of this machine that are no more: a killed run cannot remove its own. */
export async function sweepLeftovers(folder: string): Promise<void> {
    for (const name of await readdir(folder)) {
        const [, machine, pid] = /^.+?\.(.+)\.(\d+)$/.exec(name) ?? [];
        if (machine === hostname() && isGone(Number(pid)))
            await rm(join(folder, name), { recursive: true, force: true });
    }
}
