import { isCompressed, offsetAt, readsAsZeros } from "./qcow2Entry";
import { Qcow2Error } from "./qcow2Error";

/** Reads bytes of a file; gives fewer when it ends before. */
export type ReadFile = (offset: number, length: number) => Promise<Buffer>;

/** The disk inside a qcow2 file. */
export interface Qcow2Disk {
    /** Size of the disk. */
    readonly bytes: number;
    /** Bytes of the disk; fewer when it ends before. What was never written is zero. */
    readonly read: ReadFile;
}

/*
 * QEMU docs/interop/qcow2.txt; all numbers are big-endian. Nobody writes to the file meanwhile. A guest has no say in its
 * tables, which QEMU keeps, but in what they lead to.
 */

const MAGIC = 0x514649fb;
/** Without subclusters. */
const ENTRY_BYTES = 8;
const V2_BYTES = 72;
const V3_BYTES = 104;
/** Clusters of 512 bytes to 2 MiB, and a first table of 32 MiB (QEMU, block/qcow2.h). */
const CLUSTER_BITS = { min: 9, max: 21 };
const MAX_L1_BYTES = 2 ** 25;
/** The only incompatible feature that does not matter to who reads: the counts of references are out of date. */
const DIRTY = 1n;

interface Layout {
    readonly bytes: number;
    readonly clusterBytes: number;
    readonly l1: { readonly offset: number; readonly entries: number };
}

/** Opens the disk in a file that stands alone: no file below it, no encryption, no subclusters. */
export async function openQcow2(readFile: ReadFile): Promise<Qcow2Disk> {
    const { bytes, clusterBytes, l1 } = layoutOf(await readFile(0, V3_BYTES));
    const first = await whole(readFile, l1.offset, l1.entries * ENTRY_BYTES);
    const tables = new Map<number, Buffer>();
    const tableAt = async (offset: number) => {
        const known = tables.get(offset) ?? (await whole(readFile, offset, clusterBytes));
        tables.set(offset, known);
        return known;
    };
    const perTable = clusterBytes / ENTRY_BYTES;
    const placeOf = async (cluster: number): Promise<number | undefined> => {
        const table = offsetAt(first, Math.floor(cluster / perTable) * ENTRY_BYTES);
        if (table === 0) return undefined;
        const entries = await tableAt(table);
        return dataPlace(entries, cluster % perTable);
    };
    return {
        bytes,
        async read(offset, length) {
            const end = Math.min(offset + length, bytes);
            const parts: Buffer[] = [];
            for (let at = offset; at < end;) {
                const run = await runFrom(placeOf, at, end, clusterBytes);
                parts.push(
                    run.place === undefined
                        ? Buffer.alloc(run.bytes)
                        : await whole(readFile, run.place, run.bytes),
                );
                at += run.bytes;
            }
            return Buffer.concat(parts);
        },
    };
}

interface Run {
    /** Where in the file; undefined where there is nothing, which reads as zeros. */
    readonly place: number | undefined;
    readonly bytes: number;
}

/** What lies in one piece, of the file or of nothing, from a place of the disk on. */
async function runFrom(
    placeOf: (cluster: number) => Promise<number | undefined>,
    at: number,
    end: number,
    clusterBytes: number,
): Promise<Run> {
    const first = Math.floor(at / clusterBytes);
    const inside = at - first * clusterBytes;
    const start = await placeOf(first);
    const placeAfter = (clusters: number) =>
        start === undefined ? undefined : start + clusters * clusterBytes;
    let clusters = 1;
    while (
        (first + clusters) * clusterBytes < end &&
        (await placeOf(first + clusters)) === placeAfter(clusters)
    )
        clusters += 1;
    const bytes = Math.min(clusters * clusterBytes - inside, end - at);
    return { place: start === undefined ? undefined : start + inside, bytes };
}

function layoutOf(header: Buffer): Layout {
    if (header.length < V2_BYTES || header.readUInt32BE(0) !== MAGIC)
        throw new Qcow2Error("is no qcow2 image");
    const version = header.readUInt32BE(4);
    if (version !== 2 && version !== 3) throw new Qcow2Error(`is of qcow2 version ${version}`);
    const features =
        version === 3 && header.length >= V3_BYTES ? header.readBigUInt64BE(72) & ~DIRTY : 0n;
    if (features !== 0n) throw new Qcow2Error(`has features 0x${features.toString(16)}`);
    if (header.readBigUInt64BE(8) !== 0n) throw new Qcow2Error("has a file below it");
    if (header.readUInt32BE(32) !== 0) throw new Qcow2Error("is encrypted");
    const bits = header.readUInt32BE(20);
    if (bits < CLUSTER_BITS.min || bits > CLUSTER_BITS.max)
        throw new Qcow2Error(`has clusters of 2^${bits} bytes`);
    const clusterBytes = 2 ** bits;
    const bytes = Number(header.readBigUInt64BE(24));
    const entries = Math.ceil(bytes / clusterBytes / (clusterBytes / ENTRY_BYTES));
    const isTooSmall = header.readUInt32BE(36) < entries;
    if (isTooSmall || entries * ENTRY_BYTES > MAX_L1_BYTES)
        throw new Qcow2Error("has a table of clusters that does not fit its disk");
    return { bytes, clusterBytes, l1: { offset: Number(header.readBigUInt64BE(40)), entries } };
}

async function whole(readFile: ReadFile, offset: number, length: number): Promise<Buffer> {
    const bytes = await readFile(offset, length);
    if (bytes.length < length) throw new Qcow2Error("ends too early");
    return bytes;
}

function dataPlace(table: Buffer, entry: number): number | undefined {
    const at = entry * ENTRY_BYTES;
    if (isCompressed(table, at)) throw new Qcow2Error("has compressed clusters");
    return readsAsZeros(table, at) ? undefined : offsetAt(table, at) || undefined;
}
