import { statfs } from "node:fs/promises";
import { noSpaceHere } from "../../errors";

/** Throws unless a folder of this machine has so many bytes free. */
export async function requireFreeSpace(folder: string, neededBytes: number): Promise<void> {
    const freeBytes = await freeBytesOf(folder);
    if (freeBytes < neededBytes) throw noSpaceHere({ folder, neededBytes, freeBytes });
}

/** A machine keeps working with so much free. */
const RESERVED_BYTES = 2 ** 30;

/** The most that a download of unknown length may write into a folder. */
export const spareBytesOf = async (folder: string): Promise<number> =>
    Math.max(0, (await freeBytesOf(folder)) - RESERVED_BYTES);

async function freeBytesOf(folder: string): Promise<number> {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
}
