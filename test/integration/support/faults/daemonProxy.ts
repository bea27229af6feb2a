import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type { ProcedureName } from "../../../../src/libvirt";
import {
    encodePacket,
    packetStatus,
    packetType,
    remoteProgram,
    type Packet,
} from "../../../../src/libvirt/rpc/packet";
import { PacketParser } from "../../../../src/libvirt/rpc/packetParser";
import { procedureTable } from "../../../../src/libvirt/rpc/procedures";
import { decode } from "../../../../src/libvirt/xdr/codec";
import { CHANGING_CALLS } from "./changingCalls";

/** Before a call reaches the daemon, or after the daemon has executed it and before the provider learns of it. */
export type Side = "before" | "after";

/** A call that changes the host; each packet that a stream sends counts as a call. */
export interface ChangingCall {
    /** Procedure and object. Without the digits in a name, so that the label is the same in every run. */
    readonly label: string;
    readonly side: Side;
}

/** Whether the packet is forwarded; otherwise the connection is closed. */
export type Watcher = (call: ChangingCall) => boolean | Promise<boolean>;

/** Sits between the provider and a daemon, and reports every changing call before and after. */
export class DaemonProxy {
    readonly #server: Server;
    readonly #sockets = new Set<Socket>();
    watcher: Watcher = () => true;

    private constructor(path: string, daemon: string) {
        this.#server = createServer((client) => this.#join(client, createConnection(daemon)));
        this.#server.listen(path);
    }

    static async listen(path: string, daemon: string): Promise<DaemonProxy> {
        const proxy = new DaemonProxy(path, daemon);
        await once(proxy.#server, "listening");
        return proxy;
    }

    close(): void {
        this.#server.close();
        for (const socket of this.#sockets) socket.destroy();
    }

    #join(client: Socket, daemon: Socket): void {
        const pending = new Map<number, string>();
        const calls = this.#calls(client, pending);
        const replies = this.#replies(daemon, pending);
        for (const [from, packets, to] of [
            [client, calls, daemon],
            [daemon, replies, client],
        ] as const) {
            this.#sockets.add(from);
            // The end of one direction ends the other.
            pipeline(packets, to).catch(() => {
                client.destroy();
                daemon.destroy();
            });
            from.on("close", () => this.#sockets.delete(from));
        }
    }

    async *#calls(client: Socket, pending: Map<number, string>): AsyncGenerator<Buffer> {
        for await (const packet of packetsOf(client)) {
            const label = labelOf(packet);
            if (label !== undefined) await this.#notify({ label, side: "before" });
            if (label !== undefined && isAnswered(packet)) pending.set(packet.serial, label);
            yield encodePacket(packet, packet.payload);
            if (label !== undefined && !isAnswered(packet)) {
                await this.#notify({ label, side: "after" });
            }
        }
    }

    async *#replies(daemon: Socket, pending: Map<number, string>): AsyncGenerator<Buffer> {
        for await (const packet of packetsOf(daemon)) {
            const label = pending.get(packet.serial);
            pending.delete(packet.serial);
            if (label !== undefined) await this.#notify({ label, side: "after" });
            yield encodePacket(packet, packet.payload);
        }
    }

    async #notify(call: ChangingCall): Promise<void> {
        if (!(await this.watcher(call))) throw new Error("cut off");
    }
}

async function* packetsOf(socket: Socket): AsyncGenerator<Packet> {
    const parser = new PacketParser();
    for await (const chunk of socket) yield* parser.push(chunk as Buffer); // no encoding is set
}

/** The daemon answers calls and the end of a stream, but not a stream's packets. */
const isAnswered = ({ type, status }: Packet) =>
    type === packetType.call || status === packetStatus.ok;

const nameOf = new Map(CHANGING_CALLS.map((name) => [procedureTable[name].number, name] as const));

/** In the name of a volume, or of the bridge that holds guests while their network restarts. */
const DIGITS = /-[0-9a-f]{8,}((-[0-9a-f]{4}){3}-[0-9a-f]{12})?/;

/** What a packet from the provider changes; undefined when nothing. */
function labelOf(packet: Packet): string | undefined {
    if (packet.program !== remoteProgram.program) return undefined;
    const name = nameOf.get(packet.procedure);
    if (name === undefined) return undefined;
    if (packet.type === packetType.call) {
        return `${name} ${objectOf(name, packet.payload).replace(DIGITS, "")}`;
    }
    if (packet.type !== packetType.stream) return undefined;
    if (packet.status === packetStatus.continue) return `${name} data`;
    return packet.status === packetStatus.ok ? `${name} end` : undefined;
}

/** The name of the call's object, from its XML or else from a handle. */
function objectOf(procedure: ProcedureName, payload: Buffer): string {
    const args: object = decode<object>(procedureTable[procedure].args, payload);
    const { xml, ...handles } = args as Record<string, unknown>; // a procedure's arguments by name
    const [, named] = /(?:<name>|<filter name=.)([^<'"]*)/.exec(String(xml)) ?? [];
    if (named !== undefined) return named;
    for (const handle of Object.values(handles)) {
        if (typeof handle === "object" && handle !== null && "name" in handle) {
            return String(handle.name);
        }
    }
    return "";
}
