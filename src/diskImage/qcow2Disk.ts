import { constants, inflateRawSync } from "node:zlib";
import type { ReadableImage, ReadBytes } from "./image";
import { Qcow2Error } from "./qcow2Error";
import * as qcow2 from "./qcow2Header";
import { openQcow2Map, readUpTo, readWhole, type Cluster } from "./qcow2Map";

interface Qcow2Options {
    /** Whether to unpack compressed clusters, which QEMU never writes for a guest. @default false: they are refused */
    readonly readsCompressed?: boolean;
}

/**
 * Opens the disk in a qcow2 file that stands alone: no backing file, no encryption, no subclusters. Nobody may write to
 * the file meanwhile. What was never written reads as zeros. Throws Qcow2Error now or when it reads.
 */
export async function openQcow2(
    readFile: ReadBytes,
    { readsCompressed = false }: Qcow2Options = {},
): Promise<ReadableImage> {
    const header = readableHeader(
        qcow2.decodeQcow2Header(await readFile(0, qcow2.QCOW2_HEADER_BYTES)),
    );
    const locate = await openQcow2Map(readFile, header);
    const { capacityBytes, clusterBytes } = header;
    const partFrom = async (at: number, end: number): Promise<Buffer> => {
        const { start, bytes } = await runFrom(locate, at, end, clusterBytes);
        const inside = at % clusterBytes;
        if (start.kind === "zeros") return Buffer.alloc(bytes);
        if (start.kind === "plain") return readWhole(readFile, start.place + inside, bytes);
        if (!readsCompressed) throw new Qcow2Error("has compressed clusters");
        const packed = await readUpTo(readFile, start.place, start.bytes); // the last one may end with the file
        return unpack(packed, clusterBytes).subarray(inside, inside + bytes);
    };
    return {
        capacityBytes,
        async read(offset, length) {
            const end = Math.min(offset + length, Number(capacityBytes));
            const parts: Buffer[] = [];
            for (let at = offset; at < end;) {
                const part = await partFrom(at, end);
                parts.push(part);
                at += part.length;
            }
            return Buffer.concat(parts);
        },
    };
}

function readableHeader(header: qcow2.Qcow2Header | undefined): qcow2.Qcow2Header {
    if (header === undefined) throw new Qcow2Error("is no qcow2 image");
    const { version, clusterBits, specialFeatures, l1Bytes, requiredL1Bytes } = header;
    if (version !== 2 && version !== 3) throw new Qcow2Error(`uses qcow2 version ${version}`);
    if (specialFeatures !== 0n) {
        throw new Qcow2Error(`has features 0x${specialFeatures.toString(16)}`);
    }
    if (header.backingNameAt !== 0n) throw new Qcow2Error("has a file below it");
    if (header.encryption !== qcow2.ENCRYPTION.none) throw new Qcow2Error("is encrypted");
    if (!header.hasValidClusters) throw new Qcow2Error(`has clusters of 2^${clusterBits} bytes`);
    if (l1Bytes < requiredL1Bytes || requiredL1Bytes > qcow2.MAX_L1_BYTES) {
        throw new Qcow2Error("has a table of clusters that does not fit its disk");
    }
    return header;
}

/** The longest piece from a place of the disk that one read of the file returns: clusters in a row, or a compressed one. */
async function runFrom(
    locate: (cluster: number) => Promise<Cluster>,
    at: number,
    end: number,
    clusterBytes: number,
): Promise<{ readonly start: Cluster; readonly bytes: number }> {
    const first = Math.floor(at / clusterBytes);
    const start = await locate(first);
    const continues = (next: Cluster, clusters: number) =>
        start.kind === "plain"
            ? next.kind === "plain" && next.place === start.place + clusters * clusterBytes
            : start.kind === "zeros" && next.kind === "zeros";
    let clusters = 1;
    while (
        (first + clusters) * clusterBytes < end &&
        continues(await locate(first + clusters), clusters)
    ) {
        clusters += 1;
    }
    const bytes = Math.min((first + clusters) * clusterBytes, end) - at;
    return { start, bytes };
}

function unpack(packed: Buffer, clusterBytes: number): Buffer {
    // The data behind the stream is another cluster's.
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: clusterBytes };
    let content;
    try {
        content = inflateRawSync(packed, options);
    } catch (cause) {
        throw new Qcow2Error("has a damaged compressed cluster", { cause });
    }
    if (content.length < clusterBytes) throw new Qcow2Error("has a damaged compressed cluster");
    return content;
}
