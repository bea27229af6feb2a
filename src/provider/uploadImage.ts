import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { imageDiffers, uploadDiffers } from "../errors";
import type { StorageVolume } from "../libvirt";
import { unreadable } from "./image/imageFile";
import { megabytes, progressOf } from "./image/progress";
import type { ReadyImage } from "./image/sourceImage";
import type { CallContext } from "./resource";

const CHUNK_BYTES = 1 << 20;

/** Sends a file into a volume, and reads it back: a full disk or a restarted daemon may have cut it short. */
export async function uploadImage(
    image: ReadyImage,
    volume: StorageVolume,
    context: CallContext,
): Promise<void> {
    const sent = await send(image, volume, context);
    const expected = image.sha256 ?? sent;
    if (sent !== expected) throw imageDiffers({ what: `"${image.file}"`, actual: sent, expected });
    const actual = await storedSha256(image, volume, context);
    if (actual !== expected)
        throw uploadDiffers({ volume: `${volume.pool}/${volume.name}`, actual, expected });
}

async function send(
    { file, bytes: total }: ReadyImage,
    volume: StorageVolume,
    context: CallContext,
) {
    const { libvirt, signal, log } = context;
    const hash = createHash("sha256");
    const progress = progressOf(log);
    let sent = 0;
    async function* content() {
        try {
            for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
                const bytes = chunk as Buffer; // without an encoding the stream yields buffers
                hash.update(bytes);
                sent += bytes.length;
                progress(() => `uploaded ${megabytes(sent)} of ${megabytes(total)}`);
                yield bytes;
            }
        } catch (error) {
            throw await unreadable(file, error);
        }
    }
    await libvirt.upload(volume, content(), { signal });
    return hash.digest("hex");
}

/** Of what was sent: an image smaller than the empty one that libvirt had made there leaves its end behind. */
async function storedSha256(
    { bytes: total }: ReadyImage,
    volume: StorageVolume,
    { libvirt, signal, log }: CallContext,
): Promise<string> {
    const hash = createHash("sha256");
    const progress = progressOf(log);
    let read = 0;
    for await (const chunk of libvirt.download(volume, { signal, length: BigInt(total) })) {
        hash.update(chunk);
        read += chunk.length;
        progress(() => `verified ${megabytes(read)} of ${megabytes(total)}`);
    }
    return hash.digest("hex");
}
