import { type Limits, withDeadline } from "./deadline";
import type { RemoteStream } from "./remoteStream";

interface Transfer extends Limits {
    onProgress?: ((bytes: bigint) => void) | undefined;
}

/** Sends everything from `source`, ends the stream, and fails unless `length` bytes went through. */
export async function sendAll(
    stream: RemoteStream,
    source: AsyncIterable<Uint8Array>,
    transfer: Transfer & { length?: bigint | undefined },
): Promise<void> {
    let sent = 0n;
    try {
        for await (const chunk of source) {
            await inTime(stream, transfer, (signal) => stream.send(chunk, signal));
            sent += BigInt(chunk.length);
            transfer.onProgress?.(sent);
        }
        refuseOtherLength(sent, transfer.length);
        await inTime(stream, transfer, (signal) => stream.finish(signal));
    } catch (error) {
        await giveUp(stream, transfer);
        throw error;
    }
}

/** Yields everything that the server sends; aborts the stream if the consumer stops early. */
export async function* receiveAll(
    stream: RemoteStream,
    transfer: Transfer,
): AsyncGenerator<Buffer, void, undefined> {
    let received = 0n;
    const read = () => inTime(stream, transfer, (signal) => stream.read(signal));
    try {
        for (let chunk = await read(); chunk; chunk = await read()) {
            received += BigInt(chunk.length);
            transfer.onProgress?.(received);
            yield chunk;
        }
        await inTime(stream, transfer, (signal) => stream.finish(signal));
    } finally {
        await giveUp(stream, transfer);
    }
}

/** The time limit applies to the server only; sources and consumers may be slow. */
function inTime<T>(
    stream: RemoteStream,
    limits: Limits,
    work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
    return withDeadline(limits, stream.procedure, work);
}

/** Aborts an unfinished stream; the caller's signal may have fired already. */
function giveUp(stream: RemoteStream, { timeoutMs }: Limits): Promise<void> {
    return withDeadline({ timeoutMs }, stream.procedure, (signal) => stream.abort(signal));
}

function refuseOtherLength(sent: bigint, length: bigint | undefined): void {
    if (length !== undefined && sent !== length) {
        throw new RangeError(
            `The source gave ${sent} bytes where length says ${length}, so the upload was aborted. ` +
                "Correct length, or leave it out.",
        );
    }
}
