import type { FileHandle } from "node:fs/promises";

export type ReadableFile = Pick<FileHandle, "read">;

export const PIECE_BYTES = 1 << 20;

/**
 * The pieces of a file in order; the next one is read while one is in use. Buffers are reused, because new memory for each
 * piece costs as much as reading it.
 *
 * @param inUse A piece is overwritten once so many pieces after it were asked for.
 */
export async function* piecesOf(source: ReadableFile, inUse = 1): AsyncGenerator<Buffer> {
    const buffers = Array.from({ length: inUse + 1 }, () => Buffer.allocUnsafe(PIECE_BYTES));
    const turns = inTurn(buffers);
    let at = 0;
    let reading = readAt(source, turns.next().value, at);
    for (;;) {
        const piece = await reading;
        if (piece.length === 0) return;
        at += piece.length;
        reading = markHandled(readAt(source, turns.next().value, at));
        yield piece;
    }
}

function* inTurn<T>(items: readonly T[]): Generator<T, never> {
    for (;;) yield* items;
}

/** Fills the buffer; the result is shorter at the end of the file. */
export async function readAt(source: ReadableFile, buffer: Buffer, from: number): Promise<Buffer> {
    let done = 0;
    while (done < buffer.length) {
        const { bytesRead } = await source.read(buffer, done, buffer.length - done, from + done);
        if (bytesRead === 0) break;
        done += bytesRead;
    }
    return buffer.subarray(0, done);
}

/** Marks the failure of some work as handled: whoever awaits it, perhaps later, still gets it. */
export function markHandled<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined);
    return work;
}
