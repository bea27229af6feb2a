/** A primary partition of a disk with an MBR. */
export interface Partition {
    /** From 1, in the order of the table. */
    readonly number: number;
    /** The byte behind its last one. */
    readonly end: number;
}

const SECTOR_BYTES = 512;
const TABLE_AT = 446;
const ENTRY_BYTES = 16;
/** What a BIOS knows of the first byte of an entry: not active, active. */
const STATES = [0x00, 0x80];

/** The primary partitions that a disk's first sector names; none of one that is no MBR, such as a floppy's. */
export function partitionsIn(first: Buffer): Partition[] {
    if (first.length < SECTOR_BYTES || first.readUInt16LE(510) !== 0xaa55) return [];
    const entries = [0, 1, 2, 3].map((index) => {
        const at = TABLE_AT + index * ENTRY_BYTES;
        return {
            number: index + 1,
            state: first.readUInt8(at),
            type: first.readUInt8(at + 4),
            start: first.readUInt32LE(at + 8),
            sectors: first.readUInt32LE(at + 12),
        };
    });
    if (!entries.every(({ state }) => STATES.includes(state))) return [];
    return entries
        .filter(({ type, start, sectors }) => type !== 0 && start > 0 && sectors > 0)
        .map(({ number, start, sectors }) => ({ number, end: (start + sectors) * SECTOR_BYTES }));
}
