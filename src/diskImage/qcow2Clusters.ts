import { imageCutShort, imageDamaged } from "../errors";
import { isCompressed, offsetAt, readsAsZeros } from "./qcow2Entry";
import { ImageFile } from "./imageFile";

const CHUNK_BYTES = 1 << 16;

/**
 * Refuses a qcow2 image of whose clusters one is behind the end of the file: QEMU reads zeros there without a word.
 * Offsets from QEMU docs/interop/qcow2.txt, "Cluster mapping"; the header is one that was found sound.
 */
export async function refuseLostClusters(file: ImageFile): Promise<void> {
    for await (const { table, bits, isExtended } of tablesOf(
        file,
        await file.read(0, HEADER_BYTES),
    ))
        if (lastPlaceIn(table, bits, isExtended) >= file.bytes)
            throw imageCutShort({ file: file.path, what: LOST });
}

/** What a sound qcow2 image holds. */
export interface Contents {
    /** Whether it has no snapshots, no compressed clusters, and no references that QEMU would count anew. */
    readonly isPlain: boolean;
    /** What its disk takes where nothing is compressed. */
    readonly unpackedBytes: number;
}

export function contentsOf(path: string): Promise<Contents> {
    return ImageFile.with(path, async (file) => {
        const header = await file.read(0, HEADER_BYTES);
        const hasSnapshots = header.readUInt32BE(60) !== 0;
        let isPlain = !hasSnapshots && !hasFeature(header, DIRTY);
        let unpackedBytes = 0;
        for await (const { table, bits, isExtended } of tablesOf(file, header)) {
            isPlain &&= !hasCompressed(table, isExtended);
            unpackedBytes += clustersIn(table, bits, isExtended) * 2 ** bits;
        }
        return { isPlain, unpackedBytes };
    });
}

const HEADER_BYTES = 104;
const [DIRTY, EXTENDED_L2] = [1n << 0n, 1n << 4n];

/** Incompatible features, which version 2 has not. */
const hasFeature = (header: Buffer, feature: bigint): boolean =>
    header.readUInt32BE(4) === 3 && (header.readBigUInt64BE(72) & feature) !== 0n;

/** Parts of the tables that tell where each cluster is. */
async function* tablesOf(file: ImageFile, header: Buffer) {
    const bits = header.readUInt32BE(20);
    const isExtended = hasFeature(header, EXTENDED_L2);
    const l1 = { at: Number(header.readBigUInt64BE(40)), bytes: header.readUInt32BE(36) * 8 };
    let readBytes = 0;
    for await (const l1Chunk of chunksOf(file, l1))
        for (let entry = 0; entry + 8 <= l1Chunk.length; entry += 8) {
            const at = offsetAt(l1Chunk, entry);
            if (at === 0) continue;
            file.refuseEndBefore(at + 2 ** bits, LOST);
            // Without snapshots no table has two entries that lead to it.
            readBytes += 2 ** bits;
            if (readBytes > file.bytes)
                throw imageDamaged({ file: file.path, what: "its tables overlap" });
            for await (const table of chunksOf(file, { at, bytes: 2 ** bits }))
                yield { table, bits, isExtended };
        }
}

const LOST = "part of its content";

/** A table in parts of which none ends inside an entry. */
async function* chunksOf(
    file: ImageFile,
    table: { readonly at: number; readonly bytes: number },
): AsyncGenerator<Buffer> {
    for (let done = 0; done < table.bytes; done += CHUNK_BYTES)
        yield await file.read(table.at + done, Math.min(CHUNK_BYTES, table.bytes - done));
}

/** Where the last content begins that a table leads to. */
function lastPlaceIn(table: Buffer, clusterBits: number, isExtended: boolean): number {
    const entryBytes = entryBytesOf(isExtended);
    let last = 0;
    for (let at = 0; at + entryBytes <= table.length; at += entryBytes)
        last = Math.max(last, placeAt(table, at, clusterBits, isExtended));
    return last;
}

/** How many clusters have content. */
function clustersIn(table: Buffer, clusterBits: number, isExtended: boolean): number {
    const entryBytes = entryBytesOf(isExtended);
    let found = 0;
    for (let at = 0; at + entryBytes <= table.length; at += entryBytes)
        if (placeAt(table, at, clusterBits, isExtended) > 0) found += 1;
    return found;
}

function hasCompressed(table: Buffer, isExtended: boolean): boolean {
    const entryBytes = entryBytesOf(isExtended);
    for (let at = 0; at + entryBytes <= table.length; at += entryBytes)
        if (isCompressed(table, at)) return true;
    return false;
}

const entryBytesOf = (isExtended: boolean) => (isExtended ? 16 : 8);

/** Where the content of a cluster begins; 0 when it has none. */
function placeAt(table: Buffer, at: number, clusterBits: number, isExtended: boolean): number {
    if (isCompressed(table, at))
        return Number(BigInt.asUintN(62 - (clusterBits - 8), table.readBigUInt64BE(at)));
    const hasContent = isExtended ? table.readUInt32BE(at + 12) !== 0 : !readsAsZeros(table, at);
    return hasContent ? offsetAt(table, at) : 0;
}
