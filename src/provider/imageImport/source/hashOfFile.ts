import { createHash, type Hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { openRegular } from "../../../diskImage/regularFile";
import { piecesOf } from "../pieces";

/** SHA-256 of a file's content, in hexadecimal digits. */
export async function sha256Of(file: string | FileHandle, signal?: AbortSignal): Promise<string> {
    const hash =
        typeof file === "string" ? resumableHashOf(file, signal) : hashOfOpen(file, signal);
    return (await hash).digest("hex");
}

/** The hash of a file's content so far, which can be updated with more. */
export async function resumableHashOf(file: string, signal?: AbortSignal): Promise<Hash> {
    const source = await openRegular(file);
    try {
        return await hashOfOpen(source, signal);
    } finally {
        await source.close();
    }
}

async function hashOfOpen(source: FileHandle, signal?: AbortSignal): Promise<Hash> {
    const hash = createHash("sha256");
    for await (const piece of piecesOf(source)) {
        signal?.throwIfAborted();
        hash.update(piece);
    }
    return hash;
}
