import { createHash, type Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { downloadTooLong, imageDiffers, noSpaceHere } from "../../../errors";
import type { CallContext } from "../../lifecycle/resource";
import { errorCode } from "../../cache/errorCode";
import { withFileLock } from "../../cache/fileLock";
import { requireFreeSpace, spareBytesOf } from "../freeSpace";
import { resumableHashOf } from "./hashOfFile";
import { knownSha256Of } from "./knownHash";
import { openWebFile, type WebFile } from "./webFile";
import { cacheSubfolder } from "../../cache/cacheSubfolder";
import { megabytes, progressReporter } from "../progress";

interface Download {
    readonly url: string;
    readonly sha256: string;
}

type Context = Pick<CallContext, "signal" | "log">;

/**
 * Downloads an image into the user's cache, where its name is its SHA-256, and returns its path. An interrupted run leaves
 * `SHA256.part`, which the next run continues.
 */
export async function downloadImage(download: Download, context: Context): Promise<string> {
    const { signal, log } = context;
    const file = join(await cacheSubfolder("images"), download.sha256);
    const lock = join(await cacheSubfolder("locks"), `${download.sha256}.lock`);
    const onWait = () => log("status", "waiting for another run that downloads it");
    await withFileLock(lock, signal, onWait, async () => {
        if (await isWhole(file, download.sha256, signal)) return;
        // The part may be of another file; then the hash differs, and the whole file is downloaded.
        const isFirst = await downloadTo(file, download, context);
        if (!isFirst) await downloadTo(file, download, context);
    });
    return file;
}

async function isWhole(file: string, sha256: string, signal: AbortSignal): Promise<boolean> {
    try {
        await access(file);
    } catch {
        return false;
    }
    if ((await knownSha256Of(file, signal)) === sha256) return true;
    await rm(file);
    return false;
}

/** Whether the file is now complete. Deletes a continued one with another hash, which can then be downloaded from the start. */
async function downloadTo(file: string, download: Download, context: Context): Promise<boolean> {
    const part = `${file}.part`;
    const begunBytes = (await stat(part).catch(() => undefined))?.size ?? 0;
    const web = await openWebFile(download.url, begunBytes, context.signal);
    const actual = await append(part, web, download.url, context);
    if (actual === download.sha256) {
        await rename(part, file);
        return true;
    }
    await rm(part);
    if (web.fromBytes > 0) return false;
    throw imageDiffers({ what: `"${download.url}"`, actual, expected: download.sha256 });
}

/** Appends the rest of a download to its part, and returns the hash of the whole. */
async function append(part: string, web: WebFile, url: string, { log }: Context): Promise<string> {
    const { fromBytes, totalBytes } = web;
    const folder = dirname(part);
    const mostBytes = totalBytes ?? fromBytes + (await spareBytesOf(folder));
    const hash: Hash = fromBytes > 0 ? await resumableHashOf(part) : createHash("sha256");
    const progress = progressReporter(log);
    let bytes = fromBytes;
    async function* content() {
        for await (const chunk of web.content()) {
            hash.update(chunk);
            bytes += chunk.length;
            if (bytes > mostBytes) throw downloadTooLong({ url, folder, bytes });
            progress(() => `downloaded ${megabytes(bytes)}${ofTotal(totalBytes)}`);
            yield chunk;
        }
    }
    try {
        await requireFreeSpace(folder, (totalBytes ?? bytes) - bytes);
        const flags = fromBytes > 0 ? "a" : "w";
        await pipeline(content, createWriteStream(part, { flags, mode: 0o600 }));
    } catch (error) {
        const isTooLong = bytes > mostBytes || errorCode(error) === "ENOSPC";
        // A download without an end cannot be continued.
        if (totalBytes === undefined && isTooLong) await rm(part, { force: true });
        if (errorCode(error) !== "ENOSPC") throw error;
        throw noSpaceHere({ folder, neededBytes: totalBytes ?? bytes, freeBytes: 0 });
    } finally {
        web.close();
    }
    return hash.digest("hex");
}

const ofTotal = (bytes: number | undefined) =>
    bytes === undefined ? "" : ` of ${megabytes(bytes)}`;
