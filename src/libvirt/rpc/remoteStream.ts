import { abortable } from "./deadline";
import { ProtocolError } from "../errors";
import { type Packet, packetStatus } from "./packet";
import { decodeRemoteError } from "./remoteError";

/** The most that every version of the server accepts in one packet. */
export const chunkBytesMax = 262120;

/** Received data above this stops reading from the transport until the consumer has caught up. */
const unreadBytesMax = 4 * chunkBytesMax;

const noData = new Uint8Array(0);

/** What a stream needs from its connection. */
export interface StreamCarrier {
    /** Resolves when the transport can take more. */
    send(status: number, data: Uint8Array): Promise<void>;
    pause(): void;
    resume(): void;
    /** The server will send nothing more. */
    closed(): void;
    /** Closes the connection. */
    drop(): void;
}

/** Data in either direction, belonging to the call that opened it. */
export class RemoteStream {
    readonly procedure: string;
    readonly #carrier: StreamCarrier;
    #unread: Buffer[] = [];
    #unreadBytes = 0;
    #allReceived = false;
    #end: { error?: Error } | undefined;
    #sleepers: (() => void)[] = [];

    constructor(procedure: string, carrier: StreamCarrier) {
        this.procedure = procedure;
        this.#carrier = carrier;
    }

    /** Sends `data`, in several packets if necessary. */
    async send(data: Uint8Array, signal: AbortSignal): Promise<void> {
        for (let at = 0; at < data.length; at += chunkBytesMax) {
            this.#throwIfEnded();
            const chunk = data.subarray(at, at + chunkBytesMax);
            await abortable(this.#carrier.send(packetStatus.continue, chunk), signal);
        }
        this.#throwIfEnded();
    }

    /** The next data, or undefined at the end. */
    async read(signal: AbortSignal): Promise<Buffer | undefined> {
        while (this.#unread.length === 0 && !this.#allReceived && !this.#end) {
            await this.#change(signal);
        }
        const chunk = this.#unread.shift();
        if (!chunk) {
            this.#throwIfFailed();
            return undefined;
        }
        this.#unreadBytes -= chunk.length;
        if (this.#unreadBytes < unreadBytesMax) {
            this.#carrier.resume();
        }
        return chunk;
    }

    /** Ends the stream; resolves when the server has confirmed all data. */
    async finish(signal: AbortSignal): Promise<void> {
        if (!this.#end) {
            await abortable(this.#carrier.send(packetStatus.ok, noData), signal);
        }
        await this.#ended(signal);
        this.#throwIfFailed();
    }

    /** Aborts the stream; closes the connection if the server does not confirm it. */
    async abort(signal: AbortSignal): Promise<void> {
        if (this.#end) {
            return;
        }
        try {
            await abortable(this.#carrier.send(packetStatus.error, noData), signal);
            await this.#ended(signal);
        } catch {
            this.#carrier.drop();
        }
    }

    /** Handles a packet that the connection received for this stream. */
    accept({ status, payload }: Packet): void {
        if (status === packetStatus.error) {
            this.#close({ error: decodeRemoteError(payload, this.procedure) });
        } else if (status === packetStatus.ok) {
            this.#close({});
        } else if (status !== packetStatus.continue) {
            throw new ProtocolError(`libvirt sent ${this.procedure} data with status ${status}.`);
        } else if (payload.length === 0) {
            this.#allReceived = true;
        } else {
            this.#keep(payload);
        }
        this.#wake();
    }

    /** The connection has gone. */
    lose(error: Error): void {
        this.#close({ error });
        this.#wake();
    }

    #keep(data: Buffer): void {
        this.#unread.push(data);
        this.#unreadBytes += data.length;
        if (this.#unreadBytes >= unreadBytesMax) {
            this.#carrier.pause();
        }
    }

    #close(end: { error?: Error }): void {
        this.#end ??= end;
        this.#carrier.closed();
    }

    async #ended(signal: AbortSignal): Promise<void> {
        while (!this.#end) {
            this.#discardUnread();
            await this.#change(signal);
        }
    }

    /** Data that nobody will read must not delay the confirmation behind it. */
    #discardUnread(): void {
        this.#unread = [];
        this.#unreadBytes = 0;
        this.#carrier.resume();
    }

    #change(signal: AbortSignal): Promise<void> {
        return abortable(new Promise((resolve) => this.#sleepers.push(resolve)), signal);
    }

    #wake(): void {
        const sleepers = this.#sleepers;
        this.#sleepers = [];
        sleepers.forEach((wake) => wake());
    }

    #throwIfEnded(): void {
        this.#throwIfFailed();
        if (this.#end) {
            throw new ProtocolError(`libvirt ended ${this.procedure} before all data was sent.`);
        }
    }

    #throwIfFailed(): void {
        if (this.#end?.error) {
            throw this.#end.error;
        }
    }
}
