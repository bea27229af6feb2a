import { FAT_COUNT, geometryOf, type FatType, type Geometry } from "./geometry";
import { PARTITION_SECTOR, SECTOR_BYTES } from "./partition";

export interface EmptyDisk {
    readonly type: FatType;
    readonly capacityBytes: number;
    /** At most 11 capital letters, digits, underscores and dashes. */
    readonly label?: string | undefined;
    /** 32 bits that identify the disk. */
    readonly serial: number;
}

/** Bytes at a place of the disk. */
export interface Piece {
    readonly offset: number;
    readonly bytes: Buffer;
}

/** The non-zero parts of an empty file system, in order, for a disk of zeros. */
export function formatDisk(disk: EmptyDisk): Piece[] {
    const sectors = Math.floor(disk.capacityBytes / SECTOR_BYTES) - PARTITION_SECTOR;
    const geometry = geometryOf(disk.type, sectors);
    const { reservedSectors, fatSectors, firstDataSector } = geometry;
    const root = firstDataSector - geometry.rootSectors;
    const at = (sector: number, bytes: Buffer): Piece => ({
        offset: (PARTITION_SECTOR + sector) * SECTOR_BYTES,
        bytes,
    });
    const fats = Array.from({ length: FAT_COUNT }, (_, index) =>
        at(reservedSectors + index * fatSectors, fatHead(disk.type)),
    );
    const label = disk.label === undefined ? [] : [at(root, labelEntry(disk.label))];
    const table = { offset: 0, bytes: partitionTable(disk, sectors) };
    return [table, at(0, reservedArea(disk, geometry, sectors)), ...fats, ...label];
}

/** The boot sector; FAT32 has a copy of it six sectors on, and an info sector after both. */
function reservedArea(disk: EmptyDisk, geometry: Geometry, sectors: number): Buffer {
    const boot = bootSector(disk, geometry, sectors);
    if (disk.type === "fat16") return boot;
    const both = Buffer.concat([boot, infoSector(geometry.clusters - 1)]);
    const area = Buffer.alloc(BACKUP_SECTOR * SECTOR_BYTES + both.length);
    both.copy(area);
    both.copy(area, BACKUP_SECTOR * SECTOR_BYTES);
    return area;
}

const INFO_SECTOR = 1;
const BACKUP_SECTOR = 6;
const FIXED_DISK = 0xf8;

// Microsoft Extensible Firmware Initiative FAT32 File System Specification 1.03 (fatgen103), pages 9 to 12
function bootSector(
    { type, label, serial }: EmptyDisk,
    geometry: Geometry,
    sectors: number,
): Buffer {
    const boot = Buffer.alloc(SECTOR_BYTES);
    Buffer.from([0xeb, type === "fat16" ? 0x3c : 0x58, 0x90]).copy(boot); // a jump over what follows
    boot.write("MSWIN4.1", 3, "latin1"); // the name that all drivers accept
    boot.writeUInt16LE(SECTOR_BYTES, 11);
    boot.writeUInt8(geometry.clusterSectors, 13);
    boot.writeUInt16LE(geometry.reservedSectors, 14);
    boot.writeUInt8(FAT_COUNT, 16);
    boot.writeUInt16LE((geometry.rootSectors * SECTOR_BYTES) / ENTRY_BYTES, 17);
    const isSmall = type === "fat16" && sectors < 2 ** 16;
    boot.writeUInt16LE(isSmall ? sectors : 0, 19);
    boot.writeUInt8(FIXED_DISK, 21);
    boot.writeUInt16LE(type === "fat16" ? geometry.fatSectors : 0, 22);
    boot.writeUInt16LE(TRACK_SECTORS, 24);
    boot.writeUInt16LE(HEADS, 26);
    boot.writeUInt32LE(PARTITION_SECTOR, 28); // sectors before the partition
    boot.writeUInt32LE(isSmall ? 0 : sectors, 32);
    if (type === "fat32") {
        boot.writeUInt32LE(geometry.fatSectors, 36);
        boot.writeUInt32LE(ROOT_CLUSTER, 44);
        boot.writeUInt16LE(INFO_SECTOR, 48);
        boot.writeUInt16LE(BACKUP_SECTOR, 50);
    }
    const tail = type === "fat16" ? 36 : 64;
    boot.writeUInt8(0x80, tail); // BIOS number of the first hard disk
    boot.writeUInt8(0x29, tail + 2); // the next three fields exist
    boot.writeUInt32LE(serial, tail + 3);
    boot.write((label ?? "NO NAME").padEnd(11), tail + 7, "latin1");
    boot.write(type.toUpperCase().padEnd(8), tail + 18, "latin1");
    return signed(boot);
}

/** fatgen103, page 21. The root folder has one cluster. */
function infoSector(freeClusters: number): Buffer {
    const info = Buffer.alloc(SECTOR_BYTES);
    info.write("RRaA", 0, "latin1");
    info.write("rrAa", 484, "latin1");
    info.writeUInt32LE(freeClusters, 488);
    info.writeUInt32LE(ROOT_CLUSTER + 1, 492); // the first free one
    return signed(info);
}

const ROOT_CLUSTER = 2;
const ENTRY_BYTES = 32;

/** The reserved entries 0 and 1; in FAT32 also the root folder's cluster, which ends its chain. */
function fatHead(type: FatType): Buffer {
    const head = Buffer.alloc(SECTOR_BYTES);
    if (type === "fat16") {
        head.writeUInt16LE(0xff00 | FIXED_DISK, 0);
        head.writeUInt16LE(0xffff, 2);
    } else {
        head.writeUInt32LE(0x0fffff00 | FIXED_DISK, 0);
        head.writeUInt32LE(0x0fffffff, 4);
        head.writeUInt32LE(0x0fffffff, 8);
    }
    return head;
}

function labelEntry(label: string): Buffer {
    const sector = Buffer.alloc(SECTOR_BYTES);
    sector.write(label.padEnd(11), 0, "latin1");
    sector.writeUInt8(0x08, 11); // the volume's label
    sector.writeUInt16LE(DATE, 24);
    return sector;
}

/** 1980-01-01, FAT's first date. */
const DATE = (1 << 5) | 1;

const HEADS = 255;
const TRACK_SECTORS = 63;

/** One partition with sector numbers; its cylinder numbers are the ones for "too large". */
function partitionTable({ type, serial }: EmptyDisk, sectors: number): Buffer {
    const table = Buffer.alloc(SECTOR_BYTES);
    table.writeUInt32LE(serial, 440); // Windows writes its own if it is missing
    const entry = 446;
    Buffer.from([0xfe, 0xff, 0xff]).copy(table, entry + 1);
    table.writeUInt8(type === "fat16" ? 0x0e : 0x0c, entry + 4); // FAT16 and FAT32 by LBA
    Buffer.from([0xfe, 0xff, 0xff]).copy(table, entry + 5);
    table.writeUInt32LE(PARTITION_SECTOR, entry + 8);
    table.writeUInt32LE(sectors, entry + 12);
    return signed(table);
}

function signed(sector: Buffer): Buffer {
    sector.writeUInt16LE(0xaa55, 510);
    return sector;
}
