// @ts-check
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "./command.mjs";
import { findExecutable, isExecutable } from "./executables.mjs";
import { cacheFolder } from "./folders.mjs";
import { Problem } from "./problem.mjs";
import { buildPulumi } from "./pulumiBuild.mjs";
import { downloadPulumi } from "./pulumiRelease.mjs";
import { isRecentEnough, oldestVersion, pinnedVersion } from "./pulumiVersion.mjs";

/** @import { Need } from "./need.mjs" */

/** The CLI and its Node.js language host, side by side. */
export const cachedCliFolder = join(cacheFolder, `pulumi-${pinnedVersion}`);

/** @returns {Promise<Need>} */
export async function pulumiCliNeed() {
    const found = await findPulumi();
    return {
        title: "Pulumi CLI",
        missing: found === undefined ? [`pulumi ${oldestVersion} or later`] : [],
        command:
            `${pinnedVersion} into ${cachedCliFolder}: the release, ` +
            "else built from its Go modules (4 minutes)",
        provide: (say, signal) => providePulumi(say, signal),
    };
}

/**
 * The folder of a CLI that is recent enough: the machine's own first, then the cached one.
 * @returns {Promise<string | undefined>}
 */
export async function findPulumi() {
    const own = findExecutable("pulumi");
    if (own && findExecutable("pulumi-language-nodejs") && (await isUsable(own))) {
        return dirname(own);
    }
    const cached = ["pulumi", "pulumi-language-nodejs"].map((name) => join(cachedCliFolder, name));
    return cached.every(isExecutable) ? cachedCliFolder : undefined;
}

/** @param {string} executable */
async function isUsable(executable) {
    try {
        return isRecentEnough(await run(executable, ["version"]));
    } catch {
        return false;
    }
}

/**
 * @param {(detail: string) => void} say
 * @param {AbortSignal} signal
 */
async function providePulumi(say, signal) {
    const part = `${cachedCliFolder}.${process.pid}.part`;
    await mkdir(part, { recursive: true });
    try {
        try {
            await downloadPulumi(part, say, signal);
        } catch (error) {
            signal.throwIfAborted();
            say(`no release (${error instanceof Error ? error.message : error})`);
            await buildPulumi(part, say, signal);
        }
        // The folder gets its name once it is complete.
        await rm(cachedCliFolder, { recursive: true, force: true });
        await rename(part, cachedCliFolder);
    } finally {
        await rm(part, { recursive: true, force: true });
    }
}

/** The same, but fails if there is none. */
export async function requirePulumi() {
    const folder = await findPulumi();
    if (folder === undefined) {
        throw new Problem(
            `There is no Pulumi CLI ${oldestVersion} or later, neither on the PATH nor in "${cachedCliFolder}".`,
            "Run `npm start`, which provides one.",
        );
    }
    return folder;
}
