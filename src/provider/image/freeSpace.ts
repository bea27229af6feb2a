import { statfs } from "node:fs/promises";
import { noSpaceHere } from "../../errors";

/** Refuses to begin what will not fit into a folder of this machine. */
export async function requireFreeSpace(folder: string, neededBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(folder);
    const freeBytes = bavail * bsize;
    if (freeBytes < neededBytes) throw noSpaceHere({ folder, neededBytes, freeBytes });
}
