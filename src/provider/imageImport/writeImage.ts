import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { PIECE_BYTES, piecesOf, readAt, markHandled, type ReadableFile } from "./pieces";

type WritableFile = Pick<FileHandle, "read" | "write" | "truncate" | "datasync">;

interface Writing {
    readonly isHashed: boolean;
    /** Told of the first bytes before they are written; may throw to refuse them. */
    readonly onBeginning?: (bytes: Buffer) => void;
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
 * Writes an image into the file of a volume, some pieces at once, reads each back, and has the disk keep it: a host without
 * power loses what only its memory has.
 */
export async function writeImage(
    source: ReadableFile,
    file: WritableFile,
    { isHashed, onBeginning, onWritten }: Writing,
): Promise<Written> {
    const hash = isHashed ? createHash("sha256") : undefined;
    const storing: Promise<Stored>[] = [];
    let keeping = Promise.resolve();
    let isSame = true;
    let stored = 0;
    const settleAllBut = async (most: number) => {
        for (const one of storing.splice(0, storing.length - most)) {
            const { bytes, isSame: wasSame } = await one;
            isSame &&= wasSame;
            stored += bytes;
            onWritten(stored);
            // What has failed once stays so: a disk tells of a lost write to the first who asks alone.
            if (stored % KEPT_BYTES === 0)
                keeping = markHandled(keeping.then(() => file.datasync()));
        }
    };
    const spare: Buffer[] = [];
    const store = async (piece: Buffer, at: number): Promise<Stored> => {
        const back = spare.pop() ?? Buffer.allocUnsafe(PIECE_BYTES);
        await writeAt(file, piece, at);
        const there = await readAt(file, back.subarray(0, piece.length), at);
        spare.push(back);
        return { bytes: piece.length, isSame: there.equals(piece) };
    };
    let at = 0;
    for await (const piece of piecesOf(source, PIECES)) {
        if (at === 0) onBeginning?.(piece);
        storing.push(markHandled(store(piece, at)));
        hash?.update(piece);
        at += piece.length;
        await settleAllBut(PIECES - 1);
    }
    await settleAllBut(0);
    await keeping;
    // The empty volume that libvirt had made there may have been longer.
    await file.truncate(at);
    await file.datasync();
    return { sha256: hash?.digest("hex"), isSame };
}

/** After so much the disk begins to keep it, while more is written. */
const KEPT_BYTES = 8 * PIECE_BYTES;
/** So many are written and read back at once. */
const PIECES = 3;

interface Stored {
    readonly bytes: number;
    readonly isSame: boolean;
}

async function writeAt(file: WritableFile, piece: Buffer, from: number): Promise<void> {
    for (let done = 0; done < piece.length;) {
        const { bytesWritten } = await file.write(piece, done, piece.length - done, from + done);
        done += bytesWritten;
    }
}
