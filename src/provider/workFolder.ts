import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./image/imageCache";
import { ownedName, sweepLeftovers } from "./image/leftovers";

/**
 * Lends a folder for temporary files; what killed processes have left of theirs goes too. It is in a folder that nobody
 * else may write: in one that all may, a link could take its place.
 */
export async function withWorkFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const above = await cacheFolder("work");
    await sweepLeftovers(above);
    made += 1;
    const folder = join(above, ownedName(`${made}`));
    await mkdir(folder, { mode: 0o700 });
    try {
        return await use(folder);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

/** One process may need several at once. */
let made = 0;
