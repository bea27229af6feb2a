import { FatError } from "./fatError";
import { SECTOR_BYTES } from "./partition";

/** Where everything is, in bytes from the beginning of the disk. */
export interface FatLayout {
    readonly entryBytes: 2 | 4;
    readonly fatOffset: number;
    readonly fatBytes: number;
    /** FAT16's root folder has a fixed place; FAT32's is a chain of clusters. */
    readonly root:
        { readonly offset: number; readonly bytes: number } | { readonly cluster: number };
    /** Offset of cluster 2, the first. */
    readonly dataOffset: number;
    readonly clusterBytes: number;
    /** One more than the number of the last cluster. */
    readonly clustersEnd: number;
}

/** The table of a 2 TiB disk with clusters of 32 KiB; no real disk has a larger one. */
const MAX_FAT_BYTES = 256 * 2 ** 20;

/** File systems with fewer clusters are FAT12 (fatgen103, page 14). */
const MIN_FAT16_CLUSTERS = 4085;

/** Reads a partition's first sector; refuses layouts that do not fit on the disk. */
export function readBootSector(
    boot: Buffer,
    partitionSector: number,
    diskBytes: number,
): FatLayout {
    if (boot.length < SECTOR_BYTES || boot.readUInt16LE(510) !== 0xaa55)
        throw new FatError("its partition has no file system");
    if (boot.readUInt16LE(11) !== SECTOR_BYTES) throw new FatError("its file system is not FAT");
    const clusterSectors = boot.readUInt8(13);
    const reserved = boot.readUInt16LE(14);
    const fats = boot.readUInt8(16);
    const rootSectors = Math.ceil((boot.readUInt16LE(17) * 32) / SECTOR_BYTES);
    const smallFat = boot.readUInt16LE(22);
    const isFat32 = smallFat === 0;
    const fatSectors = isFat32 ? boot.readUInt32LE(36) : smallFat;
    const sectors = boot.readUInt16LE(19) || boot.readUInt32LE(32);
    const isPlausible =
        clusterSectors > 0 &&
        (clusterSectors & (clusterSectors - 1)) === 0 &&
        reserved > 0 &&
        fats > 0;
    if (!isPlausible || fatSectors === 0) throw new FatError("its file system is not FAT");

    const rootSector = reserved + fats * fatSectors;
    const dataSector = rootSector + rootSectors;
    const diskSectors = Math.floor(diskBytes / SECTOR_BYTES) - partitionSector;
    const clusters = Math.floor((Math.min(sectors, diskSectors) - dataSector) / clusterSectors);
    const entryBytes = isFat32 ? 4 : 2;
    const known = Math.min(clusters, Math.floor((fatSectors * SECTOR_BYTES) / entryBytes) - 2);
    if (known <= 0) throw new FatError("its file system is larger than the disk");
    if (!isFat32 && clusters < MIN_FAT16_CLUSTERS) throw new FatError("its file system is FAT12");
    const clustersEnd = known + 2;
    const fatBytes = clustersEnd * entryBytes;
    if (fatBytes > MAX_FAT_BYTES) throw new FatError("its file system has too many clusters");
    const at = (sector: number) => (partitionSector + sector) * SECTOR_BYTES;
    return {
        entryBytes,
        fatOffset: at(reserved),
        fatBytes,
        root: isFat32
            ? { cluster: boot.readUInt32LE(44) }
            : { offset: at(rootSector), bytes: rootSectors * SECTOR_BYTES },
        dataOffset: at(dataSector),
        clusterBytes: clusterSectors * SECTOR_BYTES,
        clustersEnd,
    };
}
