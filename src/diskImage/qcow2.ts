import {
    imageCutShort,
    imageDamaged,
    imageEncrypted,
    imageInParts,
    imageNotEncrypted,
    imageUnsupported,
} from "../errors";
import { openQcow2 } from "./openQcow2";
import { Qcow2Error } from "./qcow2Error";
import type { ImageFile } from "./imageFile";
import { has, type ImageReader } from "./imageReader";
import { refuseLostClusters } from "./qcow2Clusters";

/** QEMU's own format. Offsets and limits from QEMU docs/interop/qcow2.txt, "Header"; all numbers are big-endian. */
export const qcow2: ImageReader = {
    format: "qcow2",
    driver: "qcow2",
    isOf: (file) => has(file, 0, MAGIC),
    capacityOf,
    firstSectorOf,
    refuseLost: refuseLostClusters,
};

const MAGIC = Buffer.from("QFI\xfb", "latin1");
const V2_BYTES = 72;
const V3_BYTES = 104;

async function capacityOf(file: ImageFile, isEncrypted: boolean): Promise<bigint> {
    const header = await headerOf(file);
    await refuseOtherFiles(file, header);
    refuseEncryption(file, header, isEncrypted);
    refuseFeatures(file, header);
    refuseTables(file, header);
    return header.readBigUInt64BE(24);
}

async function firstSectorOf(file: ImageFile): Promise<Buffer | undefined> {
    try {
        const disk = await openQcow2((at, length) => file.read(at, length));
        return await disk.read(0, 512);
    } catch (error) {
        // What is encrypted or compressed is not read here.
        if (error instanceof Qcow2Error) return undefined;
        throw error;
    }
}

/** The header padded to that of version 3, where version 2 has nothing. */
async function headerOf(file: ImageFile): Promise<Buffer> {
    const start = await file.read(0, V3_BYTES + 1);
    if (start.length < V2_BYTES)
        throw imageCutShort({ file: file.path, what: "the end of its header" });
    const version = start.readUInt32BE(4);
    if (version !== 2 && version !== 3) throw unsupported(file, `is of qcow2 version ${version}`);
    const length = version === 2 ? V2_BYTES : V3_BYTES;
    file.refuseEndBefore(length, "the end of its header");
    const header = Buffer.alloc(V3_BYTES + 1);
    // The byte after version 3's header is the compression's where the header is long enough to have it.
    const isLonger = version === 3 && start.readUInt32BE(100) > V3_BYTES;
    start.copy(header, 0, 0, isLonger ? V3_BYTES + 1 : length);
    if (version === 2) header.writeUInt32BE(V2_BYTES, 100);
    return header;
}

const unsupported = (file: ImageFile, what: string) =>
    imageUnsupported({ file: file.path, format: "qcow2", what });

/** Incompatible features: a reader that does not know one must not read on. */
const [DIRTY, CORRUPT, DATA_FILE, COMPRESSION, EXTENDED_L2] = [1n, 2n, 4n, 8n, 16n];
const KNOWN = DIRTY | CORRUPT | DATA_FILE | COMPRESSION | EXTENDED_L2;

const EXTERNAL_DATA_FILE = 0x44415441;
const MAX_NAME_BYTES = 1023;

async function refuseOtherFiles(file: ImageFile, header: Buffer): Promise<void> {
    const nameAt = Number(header.readBigUInt64BE(8));
    if (nameAt !== 0) {
        const name = await file.read(nameAt, Math.min(header.readUInt32BE(16), MAX_NAME_BYTES));
        throw inParts(file, `its backing file is "${printable(name)}"`);
    }
    const names = await extensionsOf(file, header.readUInt32BE(100));
    const hasDataFile = (header.readBigUInt64BE(72) & DATA_FILE) !== 0n;
    const name = names.get(EXTERNAL_DATA_FILE);
    if (name !== undefined) throw inParts(file, `its data file is "${printable(name)}"`);
    if (hasDataFile) throw inParts(file, "its data is in another file");
}

const inParts = (file: ImageFile, where: string) =>
    imageInParts({ file: file.path, format: "qcow2", where });

/** A name as the file has it, fit to be shown. */
const printable = (bytes: Buffer) => bytes.toString("utf8").replace(/[^\x20-\x7e]/g, "?");

/** More than QEMU knows. */
const MAX_EXTENSIONS = 32;

/** Extensions are type, length and data padded to 8 bytes; type 0 ends them. */
async function extensionsOf(file: ImageFile, start: number): Promise<Map<number, Buffer>> {
    const found = new Map<number, Buffer>();
    let at = start;
    while (found.size < MAX_EXTENSIONS) {
        const head = await file.read(at, 8);
        if (head.length < 8 || head.readUInt32BE(0) === 0) break;
        const [type, length] = [head.readUInt32BE(0), head.readUInt32BE(4)];
        if (found.has(type))
            throw imageDamaged({ file: file.path, what: "its header repeats itself" });
        found.set(type, await file.read(at + 8, Math.min(length, MAX_NAME_BYTES)));
        at += 8 + Math.ceil(length / 8) * 8;
    }
    return found;
}

const [NO_ENCRYPTION, LUKS] = [0, 2];

function refuseEncryption(file: ImageFile, header: Buffer, isEncrypted: boolean): void {
    const method = header.readUInt32BE(32);
    if (isEncrypted && method !== LUKS) throw imageNotEncrypted({ file: file.path });
    if (isEncrypted || method === NO_ENCRYPTION) return;
    const remedy =
        method === LUKS
            ? "Set encryption to the Secret that holds its passphrase."
            : 'Decrypt it with "qemu-img convert".';
    throw imageEncrypted({ file: file.path, remedy });
}

/** 0 is zlib, 1 is Zstandard. */
const MAX_COMPRESSION = 1;

function refuseFeatures(file: ImageFile, header: Buffer): void {
    const features = header.readBigUInt64BE(72);
    const unknown = features & ~KNOWN;
    if (unknown !== 0n) throw unsupported(file, `has unknown features (${hex(unknown)})`);
    if ((features & CORRUPT) !== 0n)
        throw imageDamaged({ file: file.path, what: "QEMU has marked it as corrupt" });
    const compression = header.readUInt8(V3_BYTES);
    if (compression > MAX_COMPRESSION)
        throw unsupported(file, `has unknown compression (${compression})`);
}

const hex = (value: bigint) => `0x${value.toString(16)}`;

/** The limits of QEMU (block/qcow2.h): clusters of 512 bytes to 2 MiB, tables of 32 and 8 MiB. */
const [MIN_CLUSTER_BITS, MAX_CLUSTER_BITS] = [9, 21];
const [MAX_L1_BYTES, MAX_REFCOUNT_BYTES] = [2 ** 25, 2 ** 23];

/** The first and the last table of a whole image are inside it. */
function refuseTables(file: ImageFile, header: Buffer): void {
    const bits = header.readUInt32BE(20);
    if (bits < MIN_CLUSTER_BITS || bits > MAX_CLUSTER_BITS)
        throw imageDamaged({ file: file.path, what: `it has clusters of 2^${bits} bytes` });
    const l1 = { at: header.readBigUInt64BE(40), bytes: header.readUInt32BE(36) * 8 };
    const refcounts = {
        at: header.readBigUInt64BE(48),
        bytes: header.readUInt32BE(56) * 2 ** bits,
    };
    if (l1.bytes > MAX_L1_BYTES || refcounts.bytes > MAX_REFCOUNT_BYTES)
        throw imageDamaged({ file: file.path, what: "its tables are larger than any disk needs" });
    if (l1.bytes < l1BytesOf(header, bits))
        throw imageDamaged({ file: file.path, what: "its table of clusters is too small" });
    file.refuseEndBefore(Number(l1.at) + l1.bytes, "the end of its table of clusters");
    file.refuseEndBefore(
        Number(refcounts.at) + refcounts.bytes,
        "the end of its table of references",
    );
}

/** What a disk of its size needs: an entry for each table of entries, a cluster long, which extended L2 doubles. */
function l1BytesOf(header: Buffer, bits: number): number {
    const entryBytes = (header.readBigUInt64BE(72) & EXTENDED_L2) === 0n ? 8 : 16;
    const bytesPerEntry = (2 ** bits / entryBytes) * 2 ** bits;
    return Math.ceil(Number(header.readBigUInt64BE(24)) / bytesPerEntry) * 8;
}
