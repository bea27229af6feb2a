// @ts-check
import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../lab/command.mjs";
import { findExecutable } from "../lab/executables.mjs";
import { cacheFolder, rootFolder } from "../lab/folders.mjs";
import { showProgress } from "../lab/progress.mjs";
import { requirePulumi } from "../lab/pulumiCli.mjs";
import { modularDaemons, modularLayer } from "./modularDaemons.mjs";
import { nodeFolder } from "./nodeFolder.mjs";
import { HOST } from "./request.mjs";
import { rootOf } from "./root.mjs";

/** @import { Request } from "./request.mjs" */

/**
 * The environment in which test/integration/host enters the system that is asked for.
 * @param {Request} request
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function worldOf(request) {
    const pulumi = await requirePulumi();
    const node = await nodeOf(request);
    const goRoot = findExecutable("go") && (await run("go", ["env", "GOROOT"])).trim();
    const folders = [node, pulumi, goRoot && join(goRoot, "bin"), process.env.PATH];
    const env = {
        ...process.env,
        PATH: folders.filter(Boolean).join(delimiter),
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    if (request.system === HOST) return env;
    const kept = [homedir(), rootFolder, cacheFolder, pulumi, goRoot].filter(
        (folder) => folder !== undefined,
    );
    return {
        ...env,
        ...(await systemOf(request)),
        XPLAB_TEST_KEPT: outermost(await Promise.all(kept.map((one) => realpath(one)))).join(":"),
    };
}

/** @param {Request} request */
async function systemOf({ system, daemons, firewall }) {
    const root = await showProgress(system, (say) => rootOf(system, say));
    const isModular = daemons === "modular";
    const layers = isModular
        ? [await showProgress("Modular daemons", (say) => modularLayer(root, say)), root]
        : [root];
    return {
        XPLAB_TEST_ROOT: layers.join(":"),
        ...(isModular && { XPLAB_TEST_DAEMONS: modularDaemons.join(" ") }),
        ...(firewall !== undefined && { XPLAB_TEST_FIREWALL: firewall }),
    };
}

/**
 * A system made for the tests has no Node: it gets the version that runs this, unless another is named.
 * @param {Request} request
 */
async function nodeOf({ system, node }) {
    if (system === HOST && node === undefined) return undefined;
    const wanted = node ?? process.versions.node;
    return showProgress(`Node.js ${wanted}`, (say) => nodeFolder(wanted, say));
}

/**
 * Leaves out folders that are inside another one.
 * @param {readonly string[]} folders
 */
export function outermost(folders) {
    const [...distinct] = new Set(folders);
    return distinct.filter(
        (folder) => !distinct.some((other) => other !== folder && folder.startsWith(`${other}/`)),
    );
}
