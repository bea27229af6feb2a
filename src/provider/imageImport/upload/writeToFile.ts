import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { PIECE_BYTES, piecesOf, readAt, markHandled, type ReadableFile } from "../pieces";
import type { Uploaded } from "./upload";

type WritableFile = Pick<FileHandle, "read" | "write" | "truncate" | "datasync">;

interface Options {
    readonly isHashed: boolean;
    /** Called with the first bytes before they are written; may throw to refuse them. */
    readonly onBeginning?: (bytes: Buffer) => void;
    /** Called after each piece with the bytes written so far; may throw to stop. */
    readonly onWritten: (bytes: number) => void;
}

/** So many pieces are written and read back at once. */
const PIECES = 3;

/**
 * Writes an image into the file of a volume, reads it back, and flushes it to the disk: a host that loses power loses what
 * only its memory holds.
 */
export async function writeToFile(
    source: ReadableFile,
    file: WritableFile,
    { isHashed, onBeginning, onWritten }: Options,
): Promise<Uploaded> {
    const hash = isHashed ? createHash("sha256") : undefined;
    const writer = new PieceWriter(file, onWritten);
    let at = 0;
    for await (const piece of piecesOf(source, PIECES)) {
        if (at === 0) onBeginning?.(piece);
        writer.begin(piece, at);
        hash?.update(piece);
        at += piece.length;
        await writer.settle(PIECES - 1);
    }
    await writer.settle(0);
    await writer.flushed;
    // The empty volume that libvirt had created there may have been longer.
    await file.truncate(at);
    await file.datasync();
    return { sha256: hash?.digest("hex"), isSame: writer.isSame };
}

/** After so many bytes the disk begins to flush, while more is written. */
const FLUSHED_BYTES = 8 * PIECE_BYTES;

interface WrittenPiece {
    readonly bytes: number;
    readonly isSame: boolean;
}

/** Pieces that are being written and read back. */
class PieceWriter {
    readonly #file: WritableFile;
    readonly #onWritten: (bytes: number) => void;
    readonly #pending: Promise<WrittenPiece>[] = [];
    /** Buffers for reading back: a new one for each piece costs as much as the reading. */
    readonly #spare: Buffer[] = [];
    #writtenBytes = 0;
    /** Whether every settled piece was read back as it was written. */
    isSame = true;
    flushed = Promise.resolve();

    constructor(file: WritableFile, onWritten: (bytes: number) => void) {
        this.#file = file;
        this.#onWritten = onWritten;
    }

    begin(piece: Buffer, at: number): void {
        this.#pending.push(markHandled(this.#write(piece, at)));
    }

    /** Waits until at most so many pieces are pending. */
    async settle(most: number): Promise<void> {
        for (const one of this.#pending.splice(0, this.#pending.length - most)) {
            const { bytes, isSame } = await one;
            this.isSame &&= isSame;
            this.#writtenBytes += bytes;
            this.#onWritten(this.#writtenBytes);
            // A failed flush is kept: a disk reports a lost write only to the first who asks.
            if (this.#writtenBytes % FLUSHED_BYTES === 0) {
                this.flushed = markHandled(this.flushed.then(() => this.#file.datasync()));
            }
        }
    }

    async #write(piece: Buffer, at: number): Promise<WrittenPiece> {
        const back = this.#spare.pop() ?? Buffer.allocUnsafe(PIECE_BYTES);
        await writeAt(this.#file, piece, at);
        const there = await readAt(this.#file, back.subarray(0, piece.length), at);
        this.#spare.push(back);
        return { bytes: piece.length, isSame: there.equals(piece) };
    }
}

async function writeAt(file: WritableFile, piece: Buffer, from: number): Promise<void> {
    for (let done = 0; done < piece.length;) {
        const { bytesWritten } = await file.write(piece, done, piece.length - done, from + done);
        done += bytesWritten;
    }
}
