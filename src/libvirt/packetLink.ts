import {
    encodePacket,
    keepaliveProcedure,
    keepaliveProgram,
    type Packet,
    type PacketHeader,
} from "./packet";
import { PacketParser } from "./packetParser";
import type { Transport } from "./transport";

export interface LinkEvents {
    onPacket(packet: Packet): void;
    /** Once, whoever ends the link; `cause` is what went wrong, if anything did. */
    onEnd(cause: unknown): void;
}

/** Packets over a transport: framing, keepalive, back-pressure, and one end. */
export class PacketLink {
    readonly #transport: Transport;
    readonly #events: LinkEvents;
    readonly #parser = new PacketParser();
    /** Senders that wait for the transport to take more. */
    #blocked: (() => void)[] = [];
    #isOpen = true;

    constructor(transport: Transport, events: LinkEvents) {
        this.#transport = transport;
        this.#events = events;
        transport.on("data", (chunk: Buffer) => this.#receive(chunk));
        transport.on("drain", () => this.#unblock());
        transport.on("error", (error) => this.end(error));
        transport.on("end", () => this.end());
        transport.on("close", () => this.end());
    }

    get isOpen(): boolean {
        return this.#isOpen;
    }

    /** Sends at once; resolves when the transport can take more, or will take nothing any more. */
    send(header: PacketHeader, payload: Uint8Array): Promise<void> {
        const bytes = encodePacket(header, payload);
        if (!this.#isOpen || this.#transport.write(bytes)) {
            return Promise.resolve();
        }
        return new Promise((resolve) => this.#blocked.push(resolve));
    }

    /** Stops reading, so that the server's own sending comes to a halt. */
    pause(): void {
        this.#transport.pause();
    }

    resume(): void {
        this.#transport.resume();
    }

    keepProcessAlive(wanted: boolean): void {
        if (wanted) {
            this.#transport.ref();
        } else {
            this.#transport.unref();
        }
    }

    end(cause?: unknown): void {
        if (this.#isOpen) {
            this.#isOpen = false;
            this.#transport.destroy();
            this.#unblock();
            this.#events.onEnd(cause);
        }
    }

    #receive(chunk: Buffer): void {
        try {
            for (const packet of this.#parser.push(chunk)) {
                this.#take(packet);
            }
        } catch (error) {
            this.end(error);
        }
    }

    #take(packet: Packet): void {
        if (packet.program !== keepaliveProgram.program) {
            this.#events.onPacket(packet);
        } else if (packet.procedure === keepaliveProcedure.ping) {
            const procedure = keepaliveProcedure.pong;
            void this.send({ ...packet, procedure }, packet.payload);
        }
    }

    #unblock(): void {
        const waiting = this.#blocked;
        this.#blocked = [];
        waiting.forEach((resume) => resume());
    }
}
