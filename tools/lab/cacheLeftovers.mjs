// @ts-check
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./folders.mjs";
import { markProcess } from "./processes.mjs";

/** Removes the unfinished files of killed runs. */
export async function removeCacheLeftovers() {
    const names = await readdir(cacheFolder).catch(() => []);
    for (const name of names.filter(isLeftover)) {
        await rm(join(cacheFolder, name), { recursive: true, force: true });
    }
}

/** @param {string} name such as stand-in.qcow2.1234.part */
function isLeftover(name) {
    const match = /\.(\d+)\.part$/.exec(name);
    return match !== null && markProcess(Number(match[1])) === undefined;
}
