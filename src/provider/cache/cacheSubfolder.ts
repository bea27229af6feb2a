import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../cacheFolder";

/** Returns a subfolder of the user's cache folder, which it creates if missing. */
export async function cacheSubfolder(
    name: "images" | "locks" | "hashes" | "conversions" | "screenshots" | "accelerators" | "work",
): Promise<string> {
    const folder = join(cacheFolder(), name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
}
