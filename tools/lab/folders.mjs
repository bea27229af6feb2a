// @ts-check
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const rootFolder = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** State, passphrase and pictures of this checkout's lab. */
export const labFolder = join(rootFolder, ".lab");

/** Tools and the stand-in image, shared by all checkouts of a user. */
export const cacheFolder = cacheFolderIn(process.env);

/**
 * The same rule as in src/cacheFolder.ts, which is compiled later.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
export function cacheFolderIn({ XDG_CACHE_HOME: cache = "" }) {
    return join(isAbsolute(cache) ? cache : join(homedir(), ".cache"), "xplab");
}
