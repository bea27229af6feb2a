import type { ReadBytes } from "./image";
import type { ImageFile } from "./imageFile";
import { MAGICS, startsWith } from "./magics";

/*
 * The header of qcow2: QEMU docs/interop/qcow2.txt, "Header" and "Header extensions". All numbers are big-endian. Limits:
 * QEMU block/qcow2.h.
 */

const V2_BYTES = 72;
const V3_BYTES = 104;
/** With the compression type, which longer headers have after version 3's. */
export const QCOW2_HEADER_BYTES = V3_BYTES + 1;

/** Incompatible ones: a reader that does not know one must not read on. */
const FEATURES = {
    /** Reference counts are out of date, which does not matter to readers. */
    dirty: 1n << 0n,
    corrupt: 1n << 1n,
    externalDataFile: 1n << 2n,
    compressionType: 1n << 3n,
    extendedL2: 1n << 4n,
} as const;

const KNOWN_FEATURES = Object.values(FEATURES).reduce((all, feature) => all | feature, 0n);

/** From 512 bytes to 2 MiB. */
const CLUSTER_BITS = { min: 9, max: 21 } as const;

export const ENCRYPTION = { none: 0, aes: 1, luks: 2 } as const;
export const L1_ENTRY_BYTES = 8;
export const MAX_L1_BYTES = 2 ** 25;

const fieldsOf = (bytes: Buffer) => ({
    version: bytes.readUInt32BE(4),
    /** 0 without a backing file. */
    backingNameAt: bytes.readBigUInt64BE(8),
    backingNameBytes: bytes.readUInt32BE(16),
    clusterBits: bytes.readUInt32BE(20),
    capacityBytes: bytes.readBigUInt64BE(24),
    encryption: bytes.readUInt32BE(32),
    l1Bytes: bytes.readUInt32BE(36) * L1_ENTRY_BYTES,
    l1At: Number(bytes.readBigUInt64BE(40)),
    refcountTableAt: Number(bytes.readBigUInt64BE(48)),
    refcountTableClusters: bytes.readUInt32BE(56),
    snapshots: bytes.readUInt32BE(60),
    features: bytes.readBigUInt64BE(72),
    headerBytes: bytes.readUInt32BE(100),
    compression: bytes.readUInt8(104),
});

/** What follows from the fields. */
function derivedOf(fields: ReturnType<typeof fieldsOf>) {
    const { clusterBits, capacityBytes, features } = fields;
    const has = (feature: bigint) => (features & feature) !== 0n;
    const clusterBytes = 2 ** clusterBits;
    const isExtended = has(FEATURES.extendedL2);
    const l2EntryBytes = isExtended ? 16 : 8;
    const l1Entries = Math.ceil(
        Number(capacityBytes) / (clusterBytes / l2EntryBytes) / clusterBytes,
    );
    return {
        clusterBytes,
        hasValidClusters: clusterBits >= CLUSTER_BITS.min && clusterBits <= CLUSTER_BITS.max,
        l2EntryBytes,
        /** What a disk of its size needs. */
        requiredL1Bytes: l1Entries * L1_ENTRY_BYTES,
        isDirty: has(FEATURES.dirty),
        isCorrupt: has(FEATURES.corrupt),
        hasDataFile: has(FEATURES.externalDataFile),
        isExtended,
        unknownFeatures: features & ~KNOWN_FEATURES,
        /** Those that a reader of plain images must know. */
        specialFeatures: features & ~FEATURES.dirty,
    };
}

export type Qcow2Header = Readonly<ReturnType<typeof fieldsOf> & ReturnType<typeof derivedOf>>;

/** Decodes the beginning of a file. Undefined for other formats and for less than version 2's header. */
export function decodeQcow2Header(start: Buffer): Qcow2Header | undefined {
    if (start.length < V2_BYTES || !startsWith(start, MAGICS.qcow2)) return undefined;
    const isVersion3 = start.readUInt32BE(4) >= 3 && start.length >= V3_BYTES;
    const isLonger = isVersion3 && start.readUInt32BE(100) > V3_BYTES;
    const bytes = Buffer.alloc(QCOW2_HEADER_BYTES);
    start.copy(bytes, 0, 0, isLonger ? QCOW2_HEADER_BYTES : isVersion3 ? V3_BYTES : V2_BYTES);
    if (!isVersion3) bytes.writeUInt32BE(V2_BYTES, 100);
    const fields = fieldsOf(bytes);
    return { ...fields, ...derivedOf(fields) };
}

/** The header of a qcow2 file; refuses truncated ones and unknown versions. */
export async function qcow2HeaderOf(file: ImageFile): Promise<Qcow2Header> {
    const header = decodeQcow2Header(await file.read(0, QCOW2_HEADER_BYTES));
    const what = "the end of its header";
    if (header === undefined) throw file.cutShort(what);
    const { version } = header;
    if (version !== 2 && version !== 3) {
        throw file.unsupported("qcow2", `uses qcow2 version ${version}`);
    }
    file.refuseEndBefore(version === 2 ? V2_BYTES : V3_BYTES, what);
    return header;
}

const MAX_NAME_BYTES = 1023;

/** The name of the backing file. */
export async function backingNameOf(
    read: ReadBytes,
    { backingNameAt, backingNameBytes }: Qcow2Header,
): Promise<string | undefined> {
    if (backingNameAt === 0n) return undefined;
    const length = Math.min(backingNameBytes, MAX_NAME_BYTES);
    return (await read(Number(backingNameAt), length)).toString("utf8");
}

export const EXTENSION = { backingFormat: 0xe2792aca, dataFileName: 0x44415441 } as const;

/** More than QEMU knows. */
const MAX_EXTENSIONS = 32;

/** Extensions are type, length and data padded to 8 bytes; type 0 ends them. */
export async function* extensionsOf(read: ReadBytes, { headerBytes }: Qcow2Header) {
    let at = headerBytes;
    for (let count = 0; count < MAX_EXTENSIONS; count += 1) {
        const head = await read(at, 8);
        if (head.length < 8 || head.readUInt32BE(0) === 0) return;
        const [type, length] = [head.readUInt32BE(0), head.readUInt32BE(4)];
        yield { type, data: await read(at + 8, Math.min(length, MAX_NAME_BYTES)) };
        at += 8 + Math.ceil(length / 8) * 8;
    }
}
