// @ts-check
import { createRequire } from "node:module";
import { join } from "node:path";
import { rootFolder } from "./folders.mjs";

/** @import { DomainStatus } from "../../src/cli/index.js" */

const load = createRequire(import.meta.url);

/**
 * The parts of the xplab command that these tools use; they exist once xplab is built.
 * @returns {typeof import("../../src/cli/index.js")}
 */
function compiled() {
    return load(join(rootFolder, "dist/cli/index.js"));
}

/**
 * A table for standard output, which wraps on a narrow terminal.
 * @param {readonly (readonly string[])[]} rows
 */
export function table(rows) {
    const { isTTY: isTerminal, columns } = process.stdout;
    const output = { write: () => undefined, isTerminal, hasColours: false };
    return compiled().table({ ...output, columns: isTerminal ? columns : undefined }, rows);
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
