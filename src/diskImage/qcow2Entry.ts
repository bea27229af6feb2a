/*
 * Entries of the tables that map clusters (QEMU docs/interop/qcow2.txt, "Cluster mapping"). `at` is the place of an
 * entry's first byte in its table.
 */

/** Bits 9 to 55: a place in the file, 0 if there is none. */
export const offsetAt = (table: Buffer, at: number): number =>
    (table.readUInt32BE(at) & 0x00ffffff) * 2 ** 32 +
    ((table.readUInt32BE(at + 4) & 0xfffffe00) >>> 0);

const COMPRESSED = 0x40000000;

export const isCompressed = (table: Buffer, at: number): boolean =>
    (table.readUInt32BE(at) & COMPRESSED) !== 0;

const SECTOR_BYTES = 512;

/** Where the data of a compressed cluster begins, and the most that it takes. */
export function compressedAt(table: Buffer, at: number, clusterBits: number) {
    const entry = BigInt.asUintN(62, table.readBigUInt64BE(at));
    const width = 62 - (clusterBits - 8);
    const place = Number(BigInt.asUintN(width, entry));
    const sectors = Number(entry >> BigInt(width)) + 1;
    return { place, bytes: sectors * SECTOR_BYTES - (place % SECTOR_BYTES) };
}

const READS_AS_ZEROS = 1;

/** Whether a cluster reads as zeros, whatever its entry leads to. Extended entries have a bitmap for this instead. */
export const readsAsZeros = (table: Buffer, at: number): boolean =>
    (table.readUInt32BE(at + 4) & READS_AS_ZEROS) !== 0;
