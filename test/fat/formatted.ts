import { formatDisk, type EmptyDisk } from "../../src/fat";

export const MIB = 2 ** 20;

/** A formatted disk in memory. */
export function formatted(disk: Partial<EmptyDisk> = {}): Buffer {
    const wanted: EmptyDisk = { type: "fat16", capacityBytes: 8 * MIB, serial: 1, ...disk };
    const bytes = Buffer.alloc(wanted.capacityBytes);
    for (const piece of formatDisk(wanted)) piece.bytes.copy(bytes, piece.offset);
    return bytes;
}

/** Reads it like a disk on a host. */
export const reading = (disk: Buffer) => async (offset: number, length: number) =>
    disk.subarray(offset, offset + length);
