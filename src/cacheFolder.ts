import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The folder that holds everything of ours in the user's cache, which may be deleted at any time. An empty or relative
 * XDG_CACHE_HOME is ignored (XDG Base Directory Specification). tools/lab/folders.mjs has the same rule for what runs before
 * npm has installed.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
    const { XDG_CACHE_HOME: cache = "" } = environment;
    return join(isAbsolute(cache) ? cache : join(homedir(), ".cache"), "xplab");
}
