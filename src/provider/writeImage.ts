import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

type ReadableFile = Pick<FileHandle, "read">;
type WritableFile = Pick<FileHandle, "read" | "write" | "truncate" | "datasync">;

interface Writing {
    readonly isHashed: boolean;
    /** Told after each piece how many bytes there are; may throw to end it. */
    readonly onWritten: (bytes: number) => void;
}

/** What became of an image in a volume. */
export interface Written {
    /** SHA-256 of what was sent; undefined where nobody has asked. */
    readonly sha256: string | undefined;
    /** Whether what can be read there is what was sent. */
    readonly isSame: boolean;
}

/**
 * Writes an image into the file of a volume, reads each piece back while the next is written, and has the disk keep it: a
 * host without power loses what only its memory has.
 */
export async function writeImage(
    source: ReadableFile,
    file: WritableFile,
    { isHashed, onWritten }: Writing,
): Promise<Written> {
    const hash = isHashed ? createHash("sha256") : undefined;
    const back = Buffer.allocUnsafe(PIECE_BYTES);
    let comparing = Promise.resolve(true);
    let keeping = Promise.resolve();
    let isSame = true;
    let at = 0;
    for await (const piece of piecesOf(source)) {
        const writing = writeAt(file, piece, at);
        hash?.update(piece);
        const [wasSame] = await Promise.all([comparing, writing]);
        isSame &&= wasSame;
        comparing = isAt(file, piece, at, back);
        // Its failure is told by who waits for it.
        comparing.catch(() => undefined);
        at += piece.length;
        onWritten(at);
        if (at % KEPT_BYTES !== 0) continue;
        // What has failed once stays so: a disk tells of a lost write to the first who asks alone.
        keeping = keeping.then(() => file.datasync());
        keeping.catch(() => undefined);
    }
    isSame = (await comparing) && isSame;
    await keeping;
    // The empty volume that libvirt had made there may have been longer.
    await file.truncate(at);
    await file.datasync();
    return { sha256: hash?.digest("hex"), isSame };
}

const PIECE_BYTES = 1 << 20;
/** After so much the disk begins to keep it, while more is written. */
const KEPT_BYTES = 8 * PIECE_BYTES;
/** One is read while another is written and a third compared. New ones for each would cost as much as the reading. */
const PIECES = 3;

async function* piecesOf(source: ReadableFile): AsyncGenerator<Buffer> {
    const buffers = Array.from({ length: PIECES }, () => Buffer.allocUnsafe(PIECE_BYTES));
    let at = 0;
    for (;;)
        for (const buffer of buffers) {
            const piece = await readAt(source, buffer, at);
            if (piece.length === 0) return;
            yield piece;
            at += piece.length;
        }
}

/** As much as the buffer holds, which at the end of the file is less. */
async function readAt(source: ReadableFile, buffer: Buffer, from: number): Promise<Buffer> {
    let done = 0;
    while (done < buffer.length) {
        const { bytesRead } = await source.read(buffer, done, buffer.length - done, from + done);
        if (bytesRead === 0) break;
        done += bytesRead;
    }
    return buffer.subarray(0, done);
}

async function writeAt(file: WritableFile, piece: Buffer, from: number): Promise<void> {
    for (let done = 0; done < piece.length;) {
        const { bytesWritten } = await file.write(piece, done, piece.length - done, from + done);
        done += bytesWritten;
    }
}

async function isAt(file: WritableFile, piece: Buffer, from: number, back: Buffer) {
    return (await readAt(file, back.subarray(0, piece.length), from)).equals(piece);
}
