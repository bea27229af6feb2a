// @ts-check
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.mjs";
import { cacheFolder, rootFolder } from "./folders.mjs";

/** @import { Need } from "./need.mjs" */

/** The guest that takes the place of Windows XP. */
export const standInImage = join(cacheFolder, "stand-in.qcow2");

const keyFile = join(cacheFolder, "stand-in.key");
const recipe = join(rootFolder, "tools/stand-in");

/** @returns {Promise<Need>} */
export async function standInNeed() {
    return {
        title: "stand-in image",
        missing: (await isUpToDate()) ? [] : [standInImage],
        command: `tools/stand-in/build ${standInImage}`,
        provide: (say, signal) => buildStandIn(say, signal),
    };
}

async function isUpToDate() {
    if (!existsSync(standInImage) || !existsSync(keyFile)) {
        return false;
    }
    try {
        return (await readFile(keyFile, "utf8")) === (await wantedKey());
    } catch {
        // The key cannot be computed before the packages that it depends on are installed.
        return false;
    }
}

function wantedKey() {
    return run(join(recipe, "key"), []);
}

/**
 * @param {(detail: string) => void} say
 * @param {AbortSignal} signal
 */
async function buildStandIn(say, signal) {
    if (await isUpToDate()) {
        return;
    }
    await mkdir(cacheFolder, { recursive: true });
    const part = `${standInImage}.${process.pid}.part`;
    try {
        const key = await wantedKey();
        await run(join(recipe, "build"), [part], { onLine: say, signal });
        // Without its key an image counts as out of date, so a kill in between costs one build.
        await rm(keyFile, { force: true });
        await rename(part, standInImage);
        await writeFile(keyFile, key);
    } finally {
        await rm(part, { force: true });
    }
}
