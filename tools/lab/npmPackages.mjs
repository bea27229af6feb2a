// @ts-check
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.mjs";
import { rootFolder } from "./folders.mjs";

/** @import { Need } from "./need.mjs" */
/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} LockFile */

/** @returns {Promise<Need>} */
export async function npmPackagesNeed() {
    const wanted = await readLockFile("npm-shrinkwrap.json");
    const installed = await readLockFile("node_modules/.package-lock.json");
    return {
        title: "npm packages",
        missing: describeMissing(outdatedPackages(wanted, installed)),
        command: "npm ci",
        provide: (_say, signal) =>
            run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: rootFolder, signal }),
    };
}

/**
 * npm writes node_modules/.package-lock.json last, so after a killed `npm ci` all count as missing.
 * @param {LockFile} wanted
 * @param {LockFile} installed
 */
export function outdatedPackages(wanted, installed) {
    return Object.entries(wanted.packages)
        .filter(([path, { optional }]) => path.startsWith("node_modules/") && !optional)
        .filter(([path, { version, link }]) => {
            const found = installed.packages[path];
            return found === undefined || found.version !== version || found.link !== link;
        })
        .map(([path]) => path.replace(/^.*node_modules\//, ""));
}

/** @param {readonly string[]} names */
export function describeMissing(names) {
    return names.length <= 3 ? names : [`${names.length} packages of npm-shrinkwrap.json`];
}

/**
 * @param {string} path
 * @returns {Promise<LockFile>}
 */
async function readLockFile(path) {
    try {
        return JSON.parse(await readFile(join(rootFolder, path), "utf8"));
    } catch (error) {
        if (path === "npm-shrinkwrap.json") {
            throw error;
        }
        return { packages: {} };
    }
}
