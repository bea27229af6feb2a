/*
 * Entries of the tables that tell where each cluster is (QEMU docs/interop/qcow2.txt, "Cluster mapping"). `at` is the place of
 * an entry's first byte in its table.
 */

/** Bits 9 to 55: a place in the file, 0 where there is none. */
export const offsetAt = (table: Buffer, at: number): number =>
    (table.readUInt32BE(at) & 0x00ffffff) * 2 ** 32 +
    ((table.readUInt32BE(at + 4) & 0xfffffe00) >>> 0);

const COMPRESSED = 0x40000000;

export const isCompressed = (table: Buffer, at: number): boolean =>
    (table.readUInt32BE(at) & COMPRESSED) !== 0;

const READS_AS_ZEROS = 1;

/** Whether a cluster reads as zeros, whatever lies where its entry leads. Subclusters have another word for it. */
export const readsAsZeros = (table: Buffer, at: number): boolean =>
    (table.readUInt32BE(at + 4) & READS_AS_ZEROS) !== 0;
