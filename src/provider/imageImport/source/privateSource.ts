import { constants } from "node:fs";
import { copyFile, rm, type FileHandle } from "node:fs/promises";
import type { CallContext } from "../../lifecycle/resource";
import { requireFreeSpace } from "../freeSpace";
import { openImageFile } from "../../../diskImage/imageFile";
import { freshPlace } from "../../cache/leftovers";

const ROOT = 0;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Opens an image's file and lends it to `use`, so that the file that is inspected is the file that is used. Lends a copy if
 * another user could write to the file meanwhile.
 */
export async function withPrivateSource<T>(
    file: string,
    { log }: Pick<CallContext, "log">,
    use: (source: FileHandle) => Promise<T>,
): Promise<T> {
    const source = await openImageFile(file);
    try {
        const { uid, mode, size } = await source.stat();
        const isOurs = uid === process.getuid?.() || (uid === ROOT && (mode & 0o004) !== 0);
        if (isOurs && (mode & WRITABLE_BY_OTHERS) === 0) return await use(source);
        log("status", "copying the image, which another user could change");
        return await withCopy(source, size, use);
    } finally {
        await source.close();
    }
}

async function withCopy<T>(
    source: FileHandle,
    bytes: number,
    use: (copy: FileHandle) => Promise<T>,
): Promise<T> {
    const { folder, path: file } = await freshPlace("conversions");
    await requireFreeSpace(folder, bytes);
    try {
        await copyFile(`/proc/self/fd/${source.fd}`, file, constants.COPYFILE_FICLONE);
        const copy = await openImageFile(file);
        try {
            return await use(copy);
        } finally {
            await copy.close();
        }
    } finally {
        await rm(file, { force: true });
    }
}
