import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { types } from "node:util";
import { uploadElsewhere } from "../../errors";
import type { StorageVolume } from "../../libvirt";
import { openImageFile, unreadable } from "../../diskImage/imageFile";
import { megabytes, progressOf } from "./progress";
import { refuseBeginning, type StoredFormat } from "./refuseBeginning";
import type { ReadyImage } from "./sourceImage";
import type { CallContext } from "../lifecycle/resource";
import { isStillThere, withVolumeFile } from "./volumeFile";
import { writeImage, type Written } from "./writeImage";

const CHUNK_BYTES = 1 << 20;

export interface SentImage extends Pick<ReadyImage, "file" | "bytes" | "beginning"> {
    /** The format of the volume. */
    readonly storedAs: StoredFormat;
}

/** Stores a file in a volume and reads it back: a full disk or a restarted daemon may have cut it short. */
export async function sendImage(
    image: SentImage,
    volume: StorageVolume,
    isHashed: boolean,
    context: CallContext,
): Promise<Written> {
    const written = await withVolumeFile(context.libvirt, volume, async (file) =>
        file === undefined ? undefined : writePast(file, image, volume, isHashed, context),
    );
    return written ?? sendThrough(image, volume, context);
}

/** Undefined where this process may not write: what it may not the daemon may, or says why not. */
async function writePast(
    file: FileHandle,
    image: SentImage,
    volume: StorageVolume,
    isHashed: boolean,
    { libvirt, signal, log }: CallContext,
): Promise<Written | undefined> {
    const progress = progressOf(log);
    const onWritten = (bytes: number) => {
        signal.throwIfAborted();
        progress(() => `uploaded ${megabytes(bytes)} of ${megabytes(image.bytes)}`);
    };
    const onBeginning = (bytes: Buffer) => refuseBeginning(image, bytes);
    let written: Written | undefined;
    async function* nothing(): AsyncGenerator<Buffer> {
        written = await reading(image.file, (source) =>
            writeImage(source, file, { isHashed, onBeginning, onWritten }),
        );
        yield* [];
    }
    try {
        // The stream carries nothing: it fails with the daemon, and libvirt looks at the volume after it.
        await libvirt.upload(volume, nothing(), { signal });
    } catch (error) {
        if (!isRefusedWrite(error)) throw error;
        return undefined;
    }
    // The file was held open: what has its name now must be the one that was written.
    if (await isStillThere(file, volume)) return written;
    throw uploadElsewhere({ volume: `${volume.pool}/${volume.name}` });
}

async function reading<T>(path: string, use: (source: FileHandle) => Promise<T>): Promise<T> {
    const source = await openImageFile(path);
    try {
        return await use(source);
    } finally {
        await source.close();
    }
}

const isRefusedWrite = (error: unknown): boolean =>
    types.isNativeError(error) && "syscall" in error && WRITES.includes(String(error.syscall));

const WRITES = ["write", "ftruncate", "fdatasync"];

async function sendThrough(
    image: SentImage,
    volume: StorageVolume,
    { libvirt, signal, log }: CallContext,
): Promise<Written> {
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

async function* chunksOf(image: SentImage, signal: AbortSignal, log: CallContext["log"]) {
    const { file, bytes: total } = image;
    const progress = progressOf(log);
    let sent = 0;
    try {
        const source = await openImageFile(file);
        for await (const chunk of source.createReadStream({ highWaterMark: CHUNK_BYTES })) {
            signal.throwIfAborted();
            const bytes = chunk as Buffer; // without an encoding the stream yields buffers
            if (sent === 0) refuseBeginning(image, bytes);
            sent += bytes.length;
            progress(() => `uploaded ${megabytes(sent)} of ${megabytes(total)}`);
            yield bytes;
        }
    } catch (error) {
        throw await unreadable(file, error);
    }
}

/** Of what was sent: an image smaller than the empty one that libvirt had made there leaves its end behind. */
export async function storedSha256(
    total: number,
    volume: StorageVolume,
    { libvirt, signal, log }: Pick<CallContext, "libvirt" | "signal" | "log">,
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
