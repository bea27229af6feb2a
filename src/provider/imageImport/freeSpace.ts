import { statfs } from "node:fs/promises";
import { noSpaceHere } from "../../errors";

/** Refuses to begin what will not fit into a folder of this machine. */
export async function requireFreeSpace(folder: string, neededBytes: number): Promise<void> {
    const freeBytes = await freeBytesOf(folder);
    if (freeBytes < neededBytes) throw noSpaceHere({ folder, neededBytes, freeBytes });
}

/** What a machine can live on. */
const RESERVED_BYTES = 2 ** 30;

/** How much somebody may send into a folder who does not say how much there is. */
export const spareBytesOf = async (folder: string): Promise<number> =>
    Math.max(0, (await freeBytesOf(folder)) - RESERVED_BYTES);

async function freeBytesOf(folder: string): Promise<number> {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
}
