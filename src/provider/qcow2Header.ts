import { UserError } from "./errors";

/** Length of version 3's header, of which version 2's is the beginning. */
export const HEADER_BYTES = 104;
const V2_BYTES = 72;

const MAGIC = 0x514649fb;
const DATA_FILE = 1n << 2n;
const EXTENDED_L2 = 1n << 4n;

const NO_ENCRYPTION = 0;
const LUKS = 2;
const DECRYPT = "Decrypt it with qemu-img convert.";
const ENCRYPTED_REMEDY: Readonly<Record<number, string>> = {
    [LUKS]: "Set encryption to the Secret that holds its passphrase.",
};

/** Disks of XP end at 2 TiB (MBR); anything above is a mistake or an attack. */
const MAX_CAPACITY_BYTES = 2n ** 41n;

/**
 * The size that a guest sees of a qcow2 file, which is refused when it refers to other files of the host (QEMU would
 * follow) or is encrypted otherwise than declared. Offsets from QEMU docs/interop/qcow2.txt.
 */
export function qcow2Capacity(header: Buffer, file: string, isEncrypted = false): number {
    const refuse = (what: string, remedy: string) => new UserError(`"${file}" ${what}.`, remedy);
    if (!isQcow2(header))
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
    const method = header.readUInt32BE(32);
    if (!isEncrypted && method !== NO_ENCRYPTION)
        throw refuse("is encrypted", ENCRYPTED_REMEDY[method] ?? DECRYPT);
    if (isEncrypted && method !== LUKS)
        throw refuse("is not encrypted with LUKS", "Remove encryption, or name the file that is.");
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

/** What a qcow2 file says of itself. */
export interface Qcow2Layout {
    readonly capacityBytes: number;
    readonly clusterSizeKiB: number;
    readonly extendedL2: boolean;
    readonly isEncrypted: boolean;
    readonly backing: Qcow2Backing | undefined;
}

export interface Qcow2Backing {
    readonly file: string;
    /** Undefined where the file leaves it to be probed. */
    readonly format: string | undefined;
}

/** Where QEMU puts the name of the backing file: after the header and its extensions, in under 2 KiB. */
export const LAYOUT_BYTES = 4096;

/** The layout that the beginning of a file tells; undefined of another format. */
export function qcow2Layout(bytes: Buffer): Qcow2Layout | undefined {
    if (!isQcow2(bytes)) return undefined;
    const isVersion3 = bytes.readUInt32BE(4) >= 3 && bytes.length >= HEADER_BYTES;
    const features = isVersion3 ? bytes.readBigUInt64BE(72) : 0n;
    return {
        capacityBytes: Number(bytes.readBigUInt64BE(24)),
        clusterSizeKiB: 2 ** (bytes.readUInt32BE(20) - 10),
        extendedL2: (features & EXTENDED_L2) !== 0n,
        isEncrypted: bytes.readUInt32BE(32) === LUKS,
        backing: backingOf(bytes, isVersion3 ? bytes.readUInt32BE(100) : V2_BYTES),
    };
}

const isQcow2 = (bytes: Buffer) => bytes.length >= V2_BYTES && bytes.readUInt32BE(0) === MAGIC;

function backingOf(bytes: Buffer, extensionsAt: number): Qcow2Backing | undefined {
    const start = Number(bytes.readBigUInt64BE(8));
    if (start === 0) return undefined;
    const file = bytes.toString("utf8", start, start + bytes.readUInt32BE(16));
    return { file, format: extension(bytes, extensionsAt, BACKING_FORMAT)?.toString("utf8") };
}

const BACKING_FORMAT = 0xe2792aca;

/** Extensions are type, length and data padded to 8 bytes; type 0 ends them. */
function extension(bytes: Buffer, at: number, type: number): Buffer | undefined {
    if (at + 8 > bytes.length) return undefined;
    const [found, length] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
    if (found === type) return bytes.subarray(at + 8, at + 8 + length);
    return found === 0 ? undefined : extension(bytes, at + 8 + ((length + 7) & ~7), type);
}
