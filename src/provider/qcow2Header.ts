import { UserError } from "./errors";

/** Length of version 3's header, of which version 2's is the beginning. */
export const HEADER_BYTES = 104;

const MAGIC = 0x514649fb;
const DATA_FILE = 1n << 2n;

/** Disks of XP end at 2 TiB (MBR); anything above is a mistake or an attack. */
const MAX_CAPACITY_BYTES = 2n ** 41n;

/**
 * The size that a guest sees of a qcow2 file, which is refused when it refers to other files of the host or is encrypted:
 * QEMU would follow such a reference. Offsets from QEMU docs/interop/qcow2.txt.
 */
export function qcow2Capacity(header: Buffer, file: string): number {
    const refuse = (what: string, remedy: string) => new UserError(`"${file}" ${what}.`, remedy);
    if (header.length < 72 || header.readUInt32BE(0) !== MAGIC)
        throw refuse(
            "is not a qcow2 image",
            'Convert it with "qemu-img convert -O qcow2", or set format to "raw".',
        );
    const version = header.readUInt32BE(4);
    if (version === 3 && header.length < HEADER_BYTES)
        throw refuse("ends inside its qcow2 header", "Use an image that is whole.");
    if (version !== 2 && version !== 3)
        throw refuse(`is qcow2 version ${version}`, 'Convert it with "qemu-img convert -O qcow2".');
    if (header.readBigUInt64BE(8) !== 0n)
        throw refuse("has a backing file", 'Flatten it with "qemu-img convert -O qcow2".');
    if (header.readUInt32BE(32) !== 0)
        throw refuse("is encrypted", "Decrypt it with qemu-img convert.");
    if (version === 3 && (header.readBigUInt64BE(72) & DATA_FILE) !== 0n)
        throw refuse(
            "keeps its data in another file",
            'Flatten it with "qemu-img convert -O qcow2".',
        );
    const capacity = header.readBigUInt64BE(24);
    if (capacity === 0n || capacity > MAX_CAPACITY_BYTES)
        throw refuse(`claims a size of ${capacity} bytes`, "Use an image of at most 2 TiB.");
    return Number(capacity);
}
