import { mkdir, rm } from "node:fs/promises";
import { freshPlace } from "../cache/leftovers";

/**
 * Lends a folder for temporary files; what killed processes have left of theirs goes too. It is in a folder that nobody
 * else may write: in one that all may, a link could take its place.
 */
export async function withWorkFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const { path: folder } = await freshPlace("work");
    await mkdir(folder, { mode: 0o700 });
    try {
        return await use(folder);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
