import type { ReadBytes } from "./image";
import { compressedAt, isCompressed, offsetAt, readsAsZeros } from "./qcow2Entry";
import { Qcow2Error } from "./qcow2Error";
import { L1_ENTRY_BYTES, type Qcow2Header } from "./qcow2Header";

/** Where a cluster's content is in the file; without content it reads as zeros. */
export type Cluster =
    | { readonly kind: "zeros" }
    | { readonly kind: "plain"; readonly place: number }
    | { readonly kind: "compressed"; readonly place: number; readonly bytes: number };

/** Without subclusters. */
const ENTRY_BYTES = 8;

/** Reads the map of a disk's clusters. */
export async function openQcow2Map(
    readFile: ReadBytes,
    header: Qcow2Header,
): Promise<(cluster: number) => Promise<Cluster>> {
    const { clusterBytes, clusterBits } = header;
    const entriesPerTable = clusterBytes / ENTRY_BYTES;
    const first = await readWhole(readFile, header.l1At, header.requiredL1Bytes);
    const tables = new Map<number, Buffer>();
    return async (cluster) => {
        const offset = offsetAt(first, Math.floor(cluster / entriesPerTable) * L1_ENTRY_BYTES);
        if (offset === 0) return { kind: "zeros" };
        const table = tables.get(offset) ?? (await readWhole(readFile, offset, clusterBytes));
        tables.set(offset, table);
        return decode(table, (cluster % entriesPerTable) * ENTRY_BYTES, clusterBits);
    };
}

function decode(table: Buffer, at: number, clusterBits: number): Cluster {
    if (isCompressed(table, at))
        return { kind: "compressed", ...compressedAt(table, at, clusterBits) };
    const place = readsAsZeros(table, at) ? 0 : offsetAt(table, at);
    return place === 0 ? { kind: "zeros" } : { kind: "plain", place };
}

/** Reads as much as there is, in as many calls as it takes. */
export async function readUpTo(read: ReadBytes, at: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let done = 0; done < length;) {
        const part = await read(at + done, length - done);
        if (part.length === 0) break;
        parts.push(part);
        done += part.length;
    }
    return Buffer.concat(parts);
}

export async function readWhole(read: ReadBytes, at: number, length: number): Promise<Buffer> {
    const bytes = await readUpTo(read, at, length);
    if (bytes.length < length) throw new Qcow2Error("ends too early");
    return bytes;
}
