// @ts-check
import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";

// Debian leaves these off the PATH of everybody but root.
const systemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/**
 * The first executable of that name on the PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findExecutable(name) {
    const folders = (process.env.PATH ?? "").split(":").filter((folder) => folder !== "");
    return [...folders, ...systemFolders].map((folder) => join(folder, name)).find(isExecutable);
}

/** @param {string} path */
export function isExecutable(path) {
    try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
    } catch {
        return false;
    }
}
