// @ts-check
import { createRequire } from "node:module";
import { join } from "node:path";
import { rootFolder } from "./folders.mjs";

/** @import { DomainStatus } from "../../src/cli/index.js" */

const load = createRequire(import.meta.url);

/**
 * What the xplab command knows of guests; there once xplab is built.
 * @returns {typeof import("../../src/cli/index.js")}
 */
function compiled() {
    return load(join(rootFolder, "dist/cli/index.js"));
}

/**
 * @param {string} uri
 * @param {readonly string[]} uuids
 * @returns {Promise<Map<string, DomainStatus>>} by UUID
 */
export async function machineStatus(uri, uuids) {
    return compiled().machineStatus(uri, uuids);
}

/**
 * @param {string} uri
 * @param {string} uuid
 * @returns {Promise<Buffer>} a PNG
 */
export async function screenshot(uri, uuid) {
    return compiled().screenshot(uri, uuid);
}

/**
 * @param {string} uri
 * @returns {Promise<string[]>}
 */
export async function activeDomains(uri) {
    return compiled().activeDomains(uri);
}
