import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

const CHUNK_BYTES = 1 << 20;

/** SHA-256 of a file's content, in hexadecimal digits. */
export async function sha256Of(file: string, signal?: AbortSignal): Promise<string> {
    return (await hashOf(file, signal)).digest("hex");
}

/** The hash of what is in a file so far, to be gone on with. */
export async function hashOf(file: string, signal?: AbortSignal): Promise<Hash> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file, { highWaterMark: CHUNK_BYTES }), hash, {
        signal,
        end: false,
    });
    return hash;
}
