import { createHash } from "node:crypto";
import type { StorageVolume } from "../../../libvirt";
import { openImageFile, unreadable } from "../../../diskImage/imageFile";
import { megabytes, progressReporter } from "../progress";
import { refuseBeginning } from "./refuseBeginning";
import type { CallContext } from "../../lifecycle/resource";
import type { ImageToUpload, Uploaded } from "./upload";

const CHUNK_BYTES = 1 << 20;

/** Uploads a file through libvirt, and reads the volume back. */
export async function uploadByStream(
    image: ImageToUpload,
    volume: StorageVolume,
    { libvirt, signal, log }: CallContext,
): Promise<Uploaded> {
    const hash = createHash("sha256");
    async function* hashed() {
        for await (const chunk of chunksOf(image, signal, log)) {
            hash.update(chunk);
            yield chunk;
        }
    }
    await libvirt.upload(volume, hashed(), { signal });
    const sha256 = hash.digest("hex");
    const stored = await storedSha256(image.bytes, volume, { libvirt, signal, log });
    return { sha256, isSame: stored === sha256 };
}

async function* chunksOf(image: ImageToUpload, signal: AbortSignal, log: CallContext["log"]) {
    const { file, bytes: total } = image;
    const progress = progressReporter(log);
    let uploaded = 0;
    try {
        const source = await openImageFile(file);
        for await (const chunk of source.createReadStream({ highWaterMark: CHUNK_BYTES })) {
            signal.throwIfAborted();
            const bytes = chunk as Buffer; // without an encoding the stream yields buffers
            if (uploaded === 0) refuseBeginning(image, bytes);
            uploaded += bytes.length;
            progress(() => `uploaded ${megabytes(uploaded)} of ${megabytes(total)}`);
            yield bytes;
        }
    } catch (error) {
        throw await unreadable(file, error);
    }
}

/**
 * SHA-256 of the first `total` bytes of a volume. An image that is shorter than the empty one that libvirt created leaves the
 * end of that one behind it.
 */
export async function storedSha256(
    total: number,
    volume: StorageVolume,
    { libvirt, signal, log }: Pick<CallContext, "libvirt" | "signal" | "log">,
): Promise<string> {
    const hash = createHash("sha256");
    const progress = progressReporter(log);
    let read = 0;
    for await (const chunk of libvirt.download(volume, { signal, length: BigInt(total) })) {
        hash.update(chunk);
        read += chunk.length;
        progress(() => `verified ${megabytes(read)} of ${megabytes(total)}`);
    }
    return hash.digest("hex");
}
