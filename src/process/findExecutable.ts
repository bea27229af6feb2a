import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

// Debian puts these on root's PATH only.
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** The path of the first executable of that name on the PATH or in a folder of system programs; undefined if there is none. */
export function findExecutable(
    name: string,
    environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
    const folders = (environment["PATH"] ?? "").split(delimiter).filter((path) => path !== "");
    return [...folders, ...SYSTEM_FOLDERS].map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
    } catch {
        return false;
    }
}
