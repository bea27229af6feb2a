// @ts-check
import { mkdir, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../lab/folders.mjs";

/** Systems and Node versions that tests run with. */
export const compatFolder = join(cacheFolder, "compat");

/**
 * A folder in the cache that is made under another name, and renamed once it is complete. removeCacheLeftovers removes
 * what a killed run left.
 * @param {string} name
 * @param {(part: string) => Promise<unknown>} make
 */
export async function wholeFolder(name, make) {
    const folder = join(compatFolder, name);
    if (existsSync(folder)) return folder;
    const part = join(cacheFolder, `${name}.${process.pid}.part`);
    try {
        await mkdir(part, { recursive: true });
        await make(part);
        await mkdir(dirname(folder), { recursive: true });
        await rename(part, folder);
    } finally {
        await rm(part, { recursive: true, force: true });
    }
    return folder;
}
