// @ts-check
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isExecutable } from "./executables.mjs";
import { cacheFolder, rootFolder } from "./folders.mjs";
import { buildGoCommand } from "./goModule.mjs";

/**
 * @typedef {object} GoTool
 * @property {string} name of the executable
 * @property {string} module folder with the go.mod that pins everything
 * @property {readonly string[]} sources files in that folder that decide what is built
 * @property {string} target package to build
 */

/**
 * Folder that contains only the command, built once for each version of its sources.
 * @param {GoTool} tool
 * @param {(detail: string) => void} say
 */
export async function goToolFolder({ name, module, sources, target }, say) {
    const folder = join(cacheFolder, "tools", `${name}-${await hashOf(module, sources)}`);
    if (isExecutable(join(folder, name))) return folder;
    const part = join(cacheFolder, `${name}.${process.pid}.part`);
    try {
        await buildGoCommand({ module, target, output: join(part, name) }, say);
        await mkdir(join(cacheFolder, "tools"), { recursive: true });
        // The folder gets its name once it is complete; another run may have been faster.
        await rename(part, folder).catch((error) => {
            if (!isExecutable(join(folder, name))) throw error;
        });
    } finally {
        await rm(part, { recursive: true, force: true });
    }
    return folder;
}

/**
 * @param {string} module
 * @param {readonly string[]} sources
 */
async function hashOf(module, sources) {
    const hash = createHash("sha256");
    for (const source of sources) {
        hash.update(await readFile(join(rootFolder, module, source)));
    }
    return hash.digest("hex").slice(0, 12);
}
