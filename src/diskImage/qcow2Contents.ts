import { compressedAt, isCompressed, offsetAt, readsAsZeros } from "./qcow2Entry";
import { ImageFile } from "./imageFile";
import { L1_ENTRY_BYTES, qcow2HeaderOf, type Qcow2Header } from "./qcow2Header";

const CHUNK_BYTES = 1 << 16;
const LOST = "part of its content";

/**
 * Refuses a qcow2 image with a cluster behind the end of the file, where QEMU silently reads zeros. The header has
 * passed the inspection.
 */
export async function checkClusters(file: ImageFile, header: Qcow2Header): Promise<void> {
    for await (const { lastPlace } of tablesOf(file, header))
        if (lastPlace >= file.bytes) throw file.cutShort(LOST);
}

/** What a sound qcow2 image holds. */
export interface Contents {
    /** Whether it has no snapshots, no compressed clusters, and no reference counts that QEMU would repair. */
    readonly isPlain: boolean;
    /** Size of the disk's content without compression. */
    readonly unpackedBytes: number;
}

export function contentsOf(path: string): Promise<Contents> {
    return ImageFile.with(path, async (file) => {
        const header = await qcow2HeaderOf(file);
        let isPlain = header.snapshots === 0 && !header.isDirty;
        let unpackedBytes = 0;
        for await (const { clusters, hasCompressed } of tablesOf(file, header)) {
            isPlain &&= !hasCompressed;
            unpackedBytes += clusters * header.clusterBytes;
        }
        return { isPlain, unpackedBytes };
    });
}

/** Summarizes each part of the second-level tables. */
async function* tablesOf(file: ImageFile, header: Qcow2Header) {
    const { clusterBytes } = header;
    const l1 = { at: header.l1At, bytes: header.l1Bytes };
    let readBytes = 0;
    for await (const l1Chunk of chunksOf(file, l1))
        for (let entry = 0; entry + L1_ENTRY_BYTES <= l1Chunk.length; entry += L1_ENTRY_BYTES) {
            const at = offsetAt(l1Chunk, entry);
            if (at === 0) continue;
            file.refuseEndBefore(at + clusterBytes, LOST);
            // Without snapshots no two entries lead to the same table.
            readBytes += clusterBytes;
            if (readBytes > file.bytes) throw file.damaged("its tables overlap");
            for await (const table of chunksOf(file, { at, bytes: clusterBytes }))
                yield summaryOf(table, header);
        }
}

/** A table in parts, none of which ends inside an entry. */
async function* chunksOf(
    file: ImageFile,
    table: { readonly at: number; readonly bytes: number },
): AsyncGenerator<Buffer> {
    for (let done = 0; done < table.bytes; done += CHUNK_BYTES)
        yield await file.read(table.at + done, Math.min(CHUNK_BYTES, table.bytes - done));
}

interface TableSummary {
    /** How many clusters have content. */
    readonly clusters: number;
    /** Where the last content begins; 0 without any. */
    readonly lastPlace: number;
    readonly hasCompressed: boolean;
}

function summaryOf(table: Buffer, header: Qcow2Header): TableSummary {
    const { l2EntryBytes: entryBytes } = header;
    let [clusters, lastPlace, hasCompressed] = [0, 0, false];
    for (let at = 0; at + entryBytes <= table.length; at += entryBytes) {
        hasCompressed ||= isCompressed(table, at);
        const place = placeAt(table, at, header);
        lastPlace = Math.max(lastPlace, place);
        if (place > 0) clusters += 1;
    }
    return { clusters, lastPlace, hasCompressed };
}

/** Where the content of a cluster begins; 0 without content. */
function placeAt(table: Buffer, at: number, header: Qcow2Header): number {
    if (isCompressed(table, at)) return compressedAt(table, at, header.clusterBits).place;
    const hasContent = header.isExtended
        ? table.readUInt32BE(at + 12) !== 0
        : !readsAsZeros(table, at);
    return hasContent ? offsetAt(table, at) : 0;
}
