/** An entry of the partition table in a disk's MBR. */
export interface PartitionEntry {
    /** From 1, in the order of the table. */
    readonly number: number;
    /** 0x80 for the partition that a BIOS boots, 0 for others. */
    readonly state: number;
    readonly type: number;
    readonly startSector: number;
    readonly sectors: number;
    /** The byte behind its last one. */
    readonly end: number;
}

export const SECTOR_BYTES = 512;
const TABLE_AT = 446;
const ENTRY_BYTES = 16;
export const ACTIVE = 0x80;

/** The four entries in a disk's first sector; undefined without the signature of a boot sector. */
export function partitionEntries(first: Buffer): PartitionEntry[] | undefined {
    if (first.length < SECTOR_BYTES || first.readUInt16LE(510) !== 0xaa55) return undefined;
    return [0, 1, 2, 3].map((index) => {
        const at = TABLE_AT + index * ENTRY_BYTES;
        const [startSector, sectors] = [first.readUInt32LE(at + 8), first.readUInt32LE(at + 12)];
        return {
            number: index + 1,
            state: first.readUInt8(at),
            type: first.readUInt8(at + 4),
            startSector,
            sectors,
            end: (startSector + sectors) * SECTOR_BYTES,
        };
    });
}

/** The partitions that a disk's first sector names; none if the sector is no MBR, such as a floppy's. */
export function partitionsIn(first: Buffer): PartitionEntry[] {
    const entries = partitionEntries(first) ?? [];
    if (!entries.every(({ state }) => state === 0 || state === ACTIVE)) return [];
    return entries.filter(
        ({ type, startSector, sectors }) => type !== 0 && startSector > 0 && sectors > 0,
    );
}
