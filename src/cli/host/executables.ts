import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";

// Debian leaves these off the PATH of everybody but root.
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** The first executable of that name on the PATH, or in the folders of the system's own. */
export function findExecutable(
    name: string,
    environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
    const folders = (environment["PATH"] ?? "").split(":").filter((folder) => folder !== "");
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
