import type { FileHandle } from "node:fs/promises";
import { types } from "node:util";
import { openImageFile } from "../../../diskImage/imageFile";
import { uploadElsewhere } from "../../../errors";
import type { StorageVolume } from "../../../libvirt";
import type { CallContext } from "../../lifecycle/resource";
import { megabytes, progressReporter } from "../progress";
import { refuseBeginning } from "./refuseBeginning";
import type { ImageToUpload, Uploaded } from "./upload";
import { isStillThere, withVolumeFile } from "./volumeFile";
import { writeToFile } from "./writeToFile";

/**
 * Uploads a file by writing the volume's file itself: libvirt's streams take several times as long. Undefined where this
 * process may not write that file; then the daemon may, or says why not.
 */
export const uploadPastDaemon = (
    image: ImageToUpload,
    volume: StorageVolume,
    isHashed: boolean,
    context: CallContext,
): Promise<Uploaded | undefined> =>
    withVolumeFile(context.libvirt, volume, async (file) =>
        file === undefined ? undefined : uploadInto(file, image, volume, isHashed, context),
    );

async function uploadInto(
    file: FileHandle,
    image: ImageToUpload,
    volume: StorageVolume,
    isHashed: boolean,
    { libvirt, signal, log }: CallContext,
): Promise<Uploaded | undefined> {
    const progress = progressReporter(log);
    const onWritten = (bytes: number) => {
        signal.throwIfAborted();
        progress(() => `uploaded ${megabytes(bytes)} of ${megabytes(image.bytes)}`);
    };
    const onBeginning = (bytes: Buffer) => refuseBeginning(image, bytes);
    let uploaded: Uploaded | undefined;
    async function* nothing(): AsyncGenerator<Buffer> {
        uploaded = await withOpenImage(image.file, (source) =>
            writeToFile(source, file, { isHashed, onBeginning, onWritten }),
        );
        yield* [];
    }
    try {
        // An empty stream around the writing: it fails with the daemon, and libvirt looks at the volume again after it.
        await libvirt.upload(volume, nothing(), { signal });
    } catch (error) {
        if (!isRefusedWrite(error)) throw error;
        return undefined;
    }
    if (await isStillThere(file, volume)) return uploaded;
    throw uploadElsewhere({ volume: `${volume.pool}/${volume.name}` });
}

async function withOpenImage<T>(path: string, use: (source: FileHandle) => Promise<T>): Promise<T> {
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
