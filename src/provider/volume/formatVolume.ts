import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { formatDisk, type Piece } from "../../fat";
import type { Libvirt, StorageVolume } from "../../libvirt";
import type { Volume } from "../../schema/volume/volume";
import type { CreateContext } from "../lifecycle/resource";

/** Writes an empty file system into an empty raw volume, unless an earlier run did. */
export async function formatVolume(
    volume: StorageVolume,
    { filesystem, capacityBytes }: Pick<Volume, "filesystem" | "capacityBytes">,
    { libvirt, signal }: CreateContext,
): Promise<void> {
    if (filesystem === undefined || capacityBytes === undefined) return;
    const serial = createHash("sha256").update(volume.name).digest().readUInt32LE();
    const pieces = formatDisk({ ...filesystem, capacityBytes, serial });
    if (await isFormatted(volume, pieces, libvirt)) return;
    // One upload only: after each, libvirt probes all images of the pool.
    await libvirt.upload(volume, Readable.from(inOneGo(pieces)), { signal });
}

/** Looks at the last piece only, because the pieces are written in order. */
async function isFormatted(
    volume: StorageVolume,
    pieces: readonly Piece[],
    libvirt: Libvirt,
): Promise<boolean> {
    const last = pieces.at(-1);
    if (last === undefined) return false;
    const part = { offset: BigInt(last.offset), length: BigInt(last.bytes.length) };
    for await (const chunk of libvirt.download(volume, part)) {
        if (chunk.some((byte) => byte !== 0)) return true;
    }
    return false;
}

const ZEROES = Buffer.alloc(2 ** 18);

function* inOneGo(pieces: readonly Piece[]): Generator<Buffer, void, undefined> {
    let at = 0;
    for (const { offset, bytes } of pieces) {
        for (; at < offset; at += Math.min(ZEROES.length, offset - at)) {
            yield ZEROES.subarray(0, offset - at);
        }
        yield bytes;
        at += bytes.length;
    }
}
