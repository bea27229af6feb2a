import { FatError } from "./fatError";

export const SECTOR_BYTES = 512;

/** Where the partition begins that `formatDisk` makes: at 1 MiB, a whole number of whatever the storage is divided in. */
export const PARTITION_SECTOR = 2048;

/** FAT16 and FAT32, by cylinders and by sectors; those who make them do not agree on which. */
const FAT_PARTITIONS = [0x04, 0x06, 0x0b, 0x0c, 0x0e];

/** Sector at which the first partition begins that may hold a FAT file system. */
export function findFatPartition(first: Buffer): number {
    if (first.length < SECTOR_BYTES || first.readUInt16LE(510) !== 0xaa55)
        throw new FatError("it has no partition table");
    const entries = [446, 462, 478, 494].map((at) => ({
        type: first.readUInt8(at + 4),
        start: first.readUInt32LE(at + 8),
    }));
    const found = entries.find(({ type }) => FAT_PARTITIONS.includes(type));
    if (found === undefined) throw new FatError("it has no partition with FAT16 or FAT32");
    return found.start;
}
