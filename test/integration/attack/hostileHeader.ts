/**
 * The beginning of a qcow2 image (version 2, docs/interop/qcow2.txt) that names a backing file without its
 * format.
 */
export function hostileHeader(backingFile: string): Buffer {
    const header = Buffer.alloc(HEADER_BYTES);
    header.write("QFI\xfb", "latin1");
    header.writeUInt32BE(2, 4);
    header.writeUInt32BE(HEADER_BYTES, 12);
    header.writeUInt32BE(backingFile.length, 16);
    header.writeUInt32BE(CLUSTER_BITS, 20);
    header.writeUInt32BE(DISK_BYTES, 28);
    return Buffer.concat([header, Buffer.from(backingFile)]);
}

const HEADER_BYTES = 72;
const CLUSTER_BITS = 16;
const DISK_BYTES = 2 ** 30;

/** Bytes in the form that a shell's printf accepts. */
export const forPrintf = (bytes: Buffer): string =>
    [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
