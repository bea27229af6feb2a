import { directoryEntry, SHORT_NAME } from "./shortEntry";

/** A 3.5-inch high-density floppy. */
export const FLOPPY_BYTES = 1_474_560;

const SECTOR_BYTES = 512;
const SECTORS = FLOPPY_BYTES / SECTOR_BYTES;
const FATS = 2;
const FAT_SECTORS = 9;
const ROOT_ENTRIES = 224;
const ENTRY_BYTES = 32;
const MEDIA = 0xf0;
const TRACK_SECTORS = 18;
const HEADS = 2;

const ROOT_SECTOR = 1 + FATS * FAT_SECTORS;
const DATA_SECTOR = ROOT_SECTOR + (ROOT_ENTRIES * ENTRY_BYTES) / SECTOR_BYTES;

/** The space for all files, each rounded up to whole sectors. */
export const FLOPPY_ROOM_BYTES = (SECTORS - DATA_SECTOR) * SECTOR_BYTES;

/** The space that files take on a floppy. */
export const roomTaken = (lengths: readonly number[]): number =>
    lengths.reduce((sum, length) => sum + sectorsOf(length) * SECTOR_BYTES, 0);

/** Makes a floppy with FAT12 and files in its root folder, by 8.3 names in capital letters. */
export function formatFloppy(files: ReadonlyMap<string, Uint8Array>, serial: number): Buffer {
    const disk = Buffer.alloc(FLOPPY_BYTES);
    bootSector(serial).copy(disk);
    const chains = [MEDIA | 0xf00, 0xfff];
    [...files].forEach(([name, content], index) => {
        const first = content.length === 0 ? 0 : chains.length;
        const entry = directoryEntry(name, first, content.length);
        entry.copy(disk, ROOT_SECTOR * SECTOR_BYTES + index * ENTRY_BYTES);
        disk.set(content, (DATA_SECTOR + chains.length - 2) * SECTOR_BYTES);
        addChain(chains, sectorsOf(content.length));
    });
    const fat = packed(chains);
    for (let copy = 0; copy < FATS; copy += 1)
        fat.copy(disk, (1 + copy * FAT_SECTORS) * SECTOR_BYTES);
    return disk;
}

/** Whether a floppy can hold a file with this name. */
export const isFloppyName = (name: string): boolean => SHORT_NAME.test(name);

const sectorsOf = (bytes: number) => Math.ceil(bytes / SECTOR_BYTES);

/** Appends a chain of consecutive clusters. */
function addChain(chains: number[], clusters: number): void {
    for (let left = clusters; left > 0; left -= 1)
        chains.push(left === 1 ? 0xfff : chains.length + 1);
}

/** Packs two entries of 12 bits into three bytes (fatgen103, pages 16 and 17). */
function packed(entries: readonly number[]): Buffer {
    const fat = Buffer.alloc(FAT_SECTORS * SECTOR_BYTES);
    entries.forEach((value, index) => {
        const at = index + (index >> 1);
        const shifted = index % 2 === 0 ? value : value << 4;
        fat.writeUInt16LE(fat.readUInt16LE(at) | shifted, at);
    });
    return fat;
}

// fatgen103, pages 9 to 11
function bootSector(serial: number): Buffer {
    const boot = Buffer.alloc(SECTOR_BYTES);
    Buffer.from([0xeb, 0x3c, 0x90]).copy(boot);
    boot.write("MSWIN4.1", 3, "latin1"); // the name that all drivers accept
    boot.writeUInt16LE(SECTOR_BYTES, 11);
    boot.writeUInt8(1, 13); // sectors in a cluster
    boot.writeUInt16LE(1, 14); // reserved sectors: this one
    boot.writeUInt8(FATS, 16);
    boot.writeUInt16LE(ROOT_ENTRIES, 17);
    boot.writeUInt16LE(SECTORS, 19);
    boot.writeUInt8(MEDIA, 21);
    boot.writeUInt16LE(FAT_SECTORS, 22);
    boot.writeUInt16LE(TRACK_SECTORS, 24);
    boot.writeUInt16LE(HEADS, 26);
    boot.writeUInt8(0x29, 38); // the next three fields exist
    boot.writeUInt32LE(serial, 39);
    boot.write("NO NAME    ", 43, "latin1");
    boot.write("FAT12   ", 54, "latin1");
    boot.writeUInt16LE(0xaa55, 510);
    return boot;
}
