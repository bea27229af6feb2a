import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** A folder of ours in the user's cache (XDG Base Directory Specification), made when it is not there. */
export async function cacheFolder(
    name: "images" | "imports" | "hashes" | "conversions" | "screenshots" | "accelerators" | "work",
): Promise<string> {
    // An empty variable stands for an unset one.
    const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
    const folder = join(cache, "xplab", name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
}
