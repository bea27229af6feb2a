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
     * Sends at once; resolves when the transport can take more, or will take nothing any more.
     * `onSent` is told later when all of the packet has left this process.
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

    /** Gives the link up when the other end, which must know pings, stays silent. */
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

    /** What waits to be sent shows as well that this end lives, and must not pile up. */
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
