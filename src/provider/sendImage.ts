import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile, type FileHandle } from "node:fs/promises";
import { types } from "node:util";
import type { StorageVolume } from "../libvirt";
import { unreadable } from "./image/imageFile";
import { megabytes, progressOf } from "./image/progress";
import type { ReadyImage } from "./image/sourceImage";
import type { CallContext } from "./resource";
import { withVolumeFile } from "./volumeFile";

const CHUNK_BYTES = 1 << 20;

/** Sends a file into a volume and gives the SHA-256 that it must have there: the one that is known, or that of what was sent. */
export async function sendImage(
    image: ReadyImage,
    volume: StorageVolume,
    context: CallContext,
): Promise<string> {
    const { libvirt, signal } = context;
    const past = await withVolumeFile(libvirt, volume, "write", async (file) => {
        if (file === undefined) return undefined;
        const content = contentOf(image, context);
        try {
            // The stream carries nothing: it fails with the daemon, and libvirt looks at the volume after it.
            await libvirt.upload(volume, writtenTo(file, content.chunks()), { signal });
            return content.sha256();
        } catch (error) {
            if (!isRefusedWrite(error)) throw error;
            // What this process may not write the daemon may, or says why not.
            return undefined;
        }
    });
    if (past !== undefined) return past;
    const content = contentOf(image, context);
    await libvirt.upload(volume, content.chunks(), { signal });
    return content.sha256();
}

async function* writtenTo(file: FileHandle, chunks: AsyncIterable<Buffer>) {
    await writeFile(file, chunks);
    yield* [];
}

const isRefusedWrite = (error: unknown): boolean =>
    types.isNativeError(error) && "syscall" in error && error.syscall === "write";

function contentOf({ file, bytes: total, sha256 }: ReadyImage, { signal, log }: CallContext) {
    // One that is known is compared with what was stored.
    const hash = sha256 === undefined ? createHash("sha256") : undefined;
    const progress = progressOf(log);
    let sent = 0;
    async function* chunks() {
        try {
            for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
                signal.throwIfAborted();
                const bytes = chunk as Buffer; // without an encoding the stream yields buffers
                hash?.update(bytes);
                sent += bytes.length;
                progress(() => `uploaded ${megabytes(sent)} of ${megabytes(total)}`);
                yield bytes;
            }
        } catch (error) {
            throw await unreadable(file, error);
        }
    }
    return { chunks, sha256: () => sha256 ?? hash?.digest("hex") ?? "" };
}
