import { createHash, type Hash } from "node:crypto";
import { openRegular } from "../../regularFile";
import { piecesOf } from "./pieces";

/** SHA-256 of a file's content, in hexadecimal digits. */
export async function sha256Of(file: string, signal?: AbortSignal): Promise<string> {
    return (await hashOf(file, signal)).digest("hex");
}

/** The hash of what is in a file so far, to be gone on with. */
export async function hashOf(file: string, signal?: AbortSignal): Promise<Hash> {
    const hash = createHash("sha256");
    const source = await openRegular(file);
    try {
        for await (const piece of piecesOf(source)) {
            signal?.throwIfAborted();
            hash.update(piece);
        }
    } finally {
        await source.close();
    }
    return hash;
}
