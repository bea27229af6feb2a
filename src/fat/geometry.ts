import { SECTOR_BYTES } from "./partition";

export type FatType = "fat16" | "fat32";

/** How a partition is divided. */
export interface Geometry {
    readonly clusterSectors: number;
    readonly reservedSectors: number;
    readonly fatSectors: number;
    /** For FAT16's root folder, directly before the data; FAT32's is in the data. */
    readonly rootSectors: number;
    readonly firstDataSector: number;
    readonly clusters: number;
}

export const FAT_COUNT = 2;

/** The largest partition, in sectors, for each cluster size (fatgen103, page 20). */
const CLUSTER_SECTORS: Readonly<
    Record<FatType, readonly (readonly [sectors: number, cluster: number])[]>
> = {
    fat16: [
        [32680, 2],
        [262144, 4],
        [524288, 8],
        [1048576, 16],
        [2097152, 32],
        [Infinity, 64],
    ],
    fat32: [
        [532480, 1],
        [16777216, 8],
        [33554432, 16],
        [67108864, 32],
        [Infinity, 64],
    ],
};

const ROOT_SECTORS: Readonly<Record<FatType, number>> = { fat16: 32, fat32: 0 };
const RESERVED_SECTORS: Readonly<Record<FatType, number>> = { fat16: 1, fat32: 32 };
const FAT_ENTRY_BYTES: Readonly<Record<FatType, number>> = { fat16: 2, fat32: 4 };

/** Divides a partition of this many sectors. */
export function geometryOf(type: FatType, sectors: number): Geometry {
    const [, clusterSectors = 64] = CLUSTER_SECTORS[type].find(([upTo]) => sectors <= upTo) ?? [];
    const [reservedSectors, rootSectors] = [RESERVED_SECTORS[type], ROOT_SECTORS[type]];
    const rest = sectors - reservedSectors - rootSectors;
    // The clusters that a sector of each table serves; the tables reduce the space for clusters (page 21).
    const served = SECTOR_BYTES / FAT_ENTRY_BYTES[type];
    const fatSectors = Math.ceil(rest / (served * clusterSectors + FAT_COUNT));
    const firstDataSector = reservedSectors + FAT_COUNT * fatSectors + rootSectors;
    return {
        clusterSectors,
        reservedSectors,
        fatSectors,
        rootSectors,
        firstDataSector,
        clusters: Math.floor((sectors - firstDataSector) / clusterSectors),
    };
}
