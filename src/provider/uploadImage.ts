import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { imageDiffers, uploadDiffers, uploadElsewhere } from "../errors";
import type { StorageVolume } from "../libvirt";
import { sha256Of } from "./image/hashOfFile";
import { megabytes, progressOf } from "./image/progress";
import type { ReadyImage } from "./image/sourceImage";
import type { CallContext } from "./resource";
import { sendImage } from "./sendImage";
import { isStillThere, withVolumeFile } from "./volumeFile";

/**
 * Sends a file into a volume, reads it back, and uses it: a full disk or a restarted daemon may have cut it short. What
 * the use makes counts for nothing before this has ended well, as it may go on beside the reading.
 */
export async function uploadImage<T>(
    image: ReadyImage,
    volume: StorageVolume,
    context: CallContext,
    use: () => Promise<T>,
): Promise<T> {
    const { libvirt, signal } = context;
    const expected = await sendImage(image, volume, context);
    const verify = async (file: FileHandle | undefined) => {
        const actual = await storedSha256(image, volume, file, context);
        if (actual !== expected) throw await refusal(image, volume, { actual, expected }, signal);
    };
    return withVolumeFile(libvirt, volume, "read", async (file) => {
        signal.throwIfAborted();
        if (file !== undefined) return beside(verify(file), use, () => refuseOther(file, volume));
        await verify(undefined);
        signal.throwIfAborted();
        return use();
    });
}

/** Two things at once, of which the first tells whether the second is any good. */
async function beside<T>(
    verified: Promise<void>,
    use: () => Promise<T>,
    check: () => Promise<void>,
): Promise<T> {
    const used = use();
    // Nothing may be taken back while it is still being made.
    await Promise.allSettled([verified, used]);
    await verified;
    const result = await used;
    await check();
    return result;
}

/** The file was held open, so what has its name now had it when it was used. */
async function refuseOther(file: FileHandle, volume: StorageVolume): Promise<void> {
    if (await isStillThere(file, volume)) return;
    throw uploadElsewhere({ volume: `${volume.pool}/${volume.name}` });
}

/** Of what was sent: an image smaller than the empty one that libvirt had made there leaves its end behind. */
async function storedSha256(
    { bytes: total }: ReadyImage,
    volume: StorageVolume,
    file: FileHandle | undefined,
    { libvirt, signal, log }: CallContext,
): Promise<string> {
    const hash = createHash("sha256");
    const progress = progressOf(log);
    let read = 0;
    const stored =
        file === undefined
            ? libvirt.download(volume, { signal, length: BigInt(total) })
            : contentOf(file, total, signal);
    for await (const chunk of stored) {
        hash.update(chunk);
        read += chunk.length;
        progress(() => `verified ${megabytes(read)} of ${megabytes(total)}`);
    }
    return hash.digest("hex");
}

const CHUNK_BYTES = 1 << 20;

async function* contentOf(file: FileHandle, total: number, signal: AbortSignal) {
    const reading = { start: 0, end: total - 1, highWaterMark: CHUNK_BYTES, autoClose: false };
    for await (const chunk of file.createReadStream(reading)) {
        signal.throwIfAborted();
        yield chunk as Buffer; // without an encoding the stream yields buffers
    }
}

/** The file itself may be another one than the program says, or than it was when it was checked. */
async function refusal(
    { file, sha256 }: ReadyImage,
    { pool, name }: StorageVolume,
    { actual, expected }: { readonly actual: string; readonly expected: string },
    signal: AbortSignal,
) {
    const found = sha256 === undefined ? expected : await sha256Of(file, signal);
    return found === expected
        ? uploadDiffers({ volume: `${pool}/${name}`, actual, expected })
        : imageDiffers({ what: `"${file}"`, actual: found, expected });
}
