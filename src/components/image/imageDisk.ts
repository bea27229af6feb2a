import type { ReadableImage } from "../../diskImage/image";
import { ImageFile } from "../../diskImage/imageFile";
import { openImage } from "../../diskImage/openImage";
import { ACTIVE, partitionEntries, SECTOR_BYTES } from "../../diskImage/partitions";
import type { BootGeometry } from "../../xp/hardware/ntfsHeads";

/**
 * Reads the boot sector of an image. Undefined if no NTFS partition is active, and if the file cannot be read here: only
 * raw and qcow2 images can, the latter without encryption, backing file, subclusters and Zstandard. The provider reports
 * what else is wrong with a file.
 */
export async function bootGeometryOf(file: string): Promise<BootGeometry | undefined> {
    try {
        return await ImageFile.with(file, async (opened) => geometryIn(await openImage(opened)));
    } catch {
        return undefined; // it does not exist, is another user's, or is damaged
    }
}

async function geometryIn({ capacityBytes, read }: ReadableImage) {
    const start = activeNtfs(await read(0, SECTOR_BYTES));
    if (start === undefined) return undefined;
    const boot = await read(start * SECTOR_BYTES, SECTOR_BYTES);
    if (boot.length < SECTOR_BYTES || boot.toString("latin1", 3, 11) !== "NTFS    ")
        return undefined;
    return { diskBytes: Number(capacityBytes), heads: boot.readUInt16LE(0x1a) };
}

const NTFS = 0x07;

/** The first sector of the partition that a BIOS boots, if that has the type of NTFS. */
function activeNtfs(first: Buffer): number | undefined {
    const active = partitionEntries(first)?.find(({ state }) => state === ACTIVE);
    return active?.type === NTFS ? active.startSector : undefined;
}
