import { mkdir, rm } from "node:fs/promises";
import { freshPlace } from "../../cache/leftovers";

/**
 * Lends a folder for temporary files and deletes it afterwards, and with it those that killed processes left. It lies in a
 * folder that only this user may write to: in /tmp, another user's link could take its place.
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
