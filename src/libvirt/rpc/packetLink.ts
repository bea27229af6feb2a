import { libvirtSilent } from "../../errors";
import { ProtocolError, TimeoutError } from "../errors";
import { Keepalive } from "./keepalive";
import {
    encodePacket,
    keepaliveProcedure,
    keepaliveProgram,
    type Packet,
    type PacketHeader,
    packetStatus,
    packetType,
    remoteProgram,
} from "./packet";
import { PacketParser } from "./packetParser";
import type { Transport } from "./transport";

const noPayload = new Uint8Array(0);

export interface LinkEvents {
    onPacket(packet: Packet): void;
    /** Called once when either side ends the link; `cause` is the error, if there was one. */
    onEnd(cause: unknown): void;
}

/** Packets over a transport: framing, keepalive, back-pressure, and a single end. */
export class PacketLink {
    readonly #transport: Transport;
    readonly #events: LinkEvents;
    readonly #parser = new PacketParser();
    /** Senders that wait until the transport accepts more. */
    #blocked: (() => void)[] = [];
    #isOpen = true;
    #keepalive: Keepalive | undefined;

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

    /**
     * Sends immediately; resolves when the transport accepts more, or has ended. `onSent` is called
     * once the whole packet has left this process.
     */
    send(header: PacketHeader, payload: Uint8Array, onSent = () => {}): Promise<void> {
        const bytes = encodePacket(header, payload);
        const written = (error?: Error | null) => {
            if (!error) {
                onSent();
            }
        };
        if (!this.#isOpen || this.#transport.write(bytes, written)) {
            return Promise.resolve();
        }
        return new Promise((resolve) => this.#blocked.push(resolve));
    }

    /** Stops reading, which makes the server stop sending. */
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

    /** Ends the link when the peer, which must support pings, stays silent. */
    keepAlive(intervalMs: number): void {
        this.#keepalive = new Keepalive(intervalMs, {
            ping: () => this.#sendKeepalive(keepaliveProcedure.ping),
            onSilence: (pings) => this.end(new TimeoutError(libvirtSilent.text({ pings }))),
        });
    }

    end(cause?: unknown): void {
        if (this.#isOpen) {
            this.#isOpen = false;
            this.#keepalive?.stop();
            this.#transport.destroy();
            this.#unblock();
            this.#events.onEnd(cause);
        }
    }

    #receive(chunk: Buffer): void {
        this.#keepalive?.heard();
        try {
            for (const packet of this.#parser.push(chunk)) {
                this.#take(packet);
            }
        } catch (error) {
            this.end(error);
        }
    }

    #take(packet: Packet): void {
        if (isOf(remoteProgram, packet)) {
            this.#events.onPacket(packet);
        } else if (!isOf(keepaliveProgram, packet)) {
            throw new ProtocolError(
                `libvirt sent a packet of program ${packet.program}, version ${packet.version}.`,
            );
        } else if (packet.procedure === keepaliveProcedure.ping) {
            this.#sendKeepalive(keepaliveProcedure.pong);
        }
    }

    /** Queued data proves that this side is alive too, and pings must not pile up behind it. */
    #sendKeepalive(procedure: number): void {
        if (!this.#transport.writableNeedDrain) {
            const header = { type: packetType.message, serial: 0, status: packetStatus.ok };
            void this.send({ ...keepaliveProgram, procedure, ...header }, noPayload);
        }
    }

    #unblock(): void {
        const waiting = this.#blocked;
        this.#blocked = [];
        waiting.forEach((resume) => resume());
    }
}

function isOf({ program, version }: typeof remoteProgram, packet: Packet): boolean {
    return packet.program === program && packet.version === version;
}
