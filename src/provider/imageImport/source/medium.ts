/** So many bytes show whether a file is a disk or a CD. */
export const MEDIUM_BYTES = 17 * 2048;

const DESCRIPTORS_OFFSET = 16 * 2048;

/** ISO 9660 (ECMA-119, 8.1.2), and UDF without it (ECMA-167, 2/9.2). */
const CD_IDENTIFIERS = ["CD001", "BEA01"];

/** Whether a raw image that begins like this is a CD. */
export const isCd = (beginning: Buffer): boolean =>
    CD_IDENTIFIERS.includes(
        beginning.toString("latin1", DESCRIPTORS_OFFSET + 1, DESCRIPTORS_OFFSET + 6),
    );

/** The last two bytes of a boot sector; formatted floppies have them as well. */
const BOOT_SIGNATURE = [510, 0xaa55] as const;

/** Whether a raw file that begins like this is a disk, a floppy or a CD. */
export function isMedium(beginning: Buffer): boolean {
    const [offset, signature] = BOOT_SIGNATURE;
    const isDisk = beginning.length >= offset + 2 && beginning.readUInt16LE(offset) === signature;
    return isDisk || isCd(beginning);
}
