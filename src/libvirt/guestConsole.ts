import { withDeadline } from "./rpc/deadline";
import type { RemoteStream } from "./rpc/remoteStream";

/** A guest's serial console; iterate it to read what the guest prints. */
export class GuestConsole implements AsyncIterable<Buffer> {
    readonly #stream: RemoteStream;
    readonly #timeoutMs: number;
    readonly #closing = new AbortController();

    constructor(stream: RemoteStream, timeoutMs: number) {
        this.#stream = stream;
        this.#timeoutMs = timeoutMs;
    }

    write(data: Uint8Array): Promise<void> {
        return this.#inTime((signal) => this.#stream.send(data, signal));
    }

    /** Ends the iteration too. */
    close(): Promise<void> {
        this.#closing.abort();
        return this.#inTime((signal) => this.#stream.abort(signal));
    }

    /** Waits without a limit, as a guest may be silent for hours; ends with the guest's console. */
    async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
        const { signal } = this.#closing;
        try {
            for (let chunk = await this.#read(signal); chunk; chunk = await this.#read(signal)) {
                yield chunk;
            }
        } finally {
            await this.close();
        }
    }

    async #read(signal: AbortSignal): Promise<Buffer | undefined> {
        try {
            return await this.#stream.read(signal);
        } catch (error) {
            if (signal.aborted) {
                return undefined;
            }
            throw error;
        }
    }

    #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
        return withDeadline({ timeoutMs: this.#timeoutMs }, this.#stream.procedure, work);
    }
}
