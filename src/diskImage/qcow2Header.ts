/** Length of version 3's header, of which version 2's is the beginning. */
const V3_BYTES = 104;
const V2_BYTES = 72;

const MAGIC = 0x514649fb;
const EXTENDED_L2 = 1n << 4n;
const LUKS = 2;

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
    const isVersion3 = bytes.readUInt32BE(4) >= 3 && bytes.length >= V3_BYTES;
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
