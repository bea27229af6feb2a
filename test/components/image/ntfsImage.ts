const SECTOR_BYTES = 512;
/** Where Windows XP puts its first partition. */
const START = 63;

export interface NtfsImage {
    readonly heads: number;
    readonly type?: number;
    readonly active?: number;
    readonly name?: string;
}

/** The beginning of a disk with one partition, up to and with its boot sector. */
export function ntfsDisk({ heads, type = 7, active = 0x80, name = "NTFS    " }: NtfsImage): Buffer {
    const disk = Buffer.alloc((START + 1) * SECTOR_BYTES);
    disk.writeUInt8(active, 446);
    disk.writeUInt8(type, 450);
    disk.writeUInt32LE(START, 454);
    disk.writeUInt16LE(0xaa55, 510);
    disk.write(name, START * SECTOR_BYTES + 3, "latin1");
    disk.writeUInt16LE(heads, START * SECTOR_BYTES + 0x1a);
    return disk;
}
