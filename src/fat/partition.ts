import { partitionEntries, SECTOR_BYTES } from "../diskImage/partitions";
import { FatError } from "./fatError";

export { SECTOR_BYTES };

/** The first sector of the partition that `formatDisk` makes: 1 MiB, a multiple of the block size of any storage. */
export const PARTITION_SECTOR = 2048;

/** FAT16 and FAT32, by cylinders and by sectors: formatting tools disagree on which to use. */
const FAT_PARTITIONS = [0x04, 0x06, 0x0b, 0x0c, 0x0e];

/** The first sector of the first partition with a type of FAT. */
export function findFatPartition(first: Buffer): number {
    const entries = partitionEntries(first);
    if (entries === undefined) throw new FatError("it has no partition table");
    const found = entries.find(({ type }) => FAT_PARTITIONS.includes(type));
    if (found === undefined) throw new FatError("it has no partition with FAT16 or FAT32");
    return found.startSector;
}
