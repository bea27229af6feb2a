import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { endianness } from "node:os";
import {
    type ServerInterceptor,
    ServerInterceptingCall,
    ServerListenerBuilder,
    status,
} from "@grpc/grpc-js";

/**
 * Tells connections of the server's own user from those of others: a port of the loopback is open to every user of the machine,
 * and whoever may call a provider has the files of the user whom it runs as. Root may anything anyway.
 */
export class Peers {
    /** Connections that are open and the user's own, by the address of the other end. */
    readonly #own = new Map<string, Socket>();

    /** Looks once at a connection over IPv4 that was accepted: the kernel takes milliseconds to list all of them. */
    meet(connection: Socket): void {
        const { remoteAddress = "", remotePort = 0, localPort = 0 } = connection;
        if (!isOwn({ address: remoteAddress, port: remotePort }, localPort)) return;
        const peer = `${remoteAddress}:${remotePort}`;
        this.#own.set(peer, connection);
        connection.once("close", () => {
            if (this.#own.get(peer) === connection) this.#own.delete(peer);
        });
    }

    /** Refuses the calls of all others. */
    readonly refuseStrangers: ServerInterceptor = (_method, call) =>
        new ServerInterceptingCall(call, {
            start: (next) => {
                const listener = new ServerListenerBuilder()
                    .withOnReceiveMetadata((metadata, onward) => {
                        if (this.#own.has(call.getPeer())) onward(metadata);
                        else call.sendStatus({ code: status.PERMISSION_DENIED, details: REFUSAL });
                    })
                    .build();
                next(listener);
            },
        });
}

const REFUSAL = "This provider works for the user who runs it, and for nobody else.";

interface End {
    readonly address: string;
    readonly port: number;
}

const ROOT = 0;

/** Other systems than Linux have no such table; libvirt's hosts have. */
function isOwn(peer: End, port: number): boolean {
    const own = process.getuid?.();
    if (own === undefined) return true;
    const table = readFileSync("/proc/net/tcp", "latin1");
    const uid = uidOf(table, peer, { address: LOOPBACK, port });
    return uid === own || uid === ROOT;
}

const LOOPBACK = "127.0.0.1";

const ESTABLISHED = "01";

/**
 * The user who opened the end of a connection, as /proc/net/tcp has it; undefined when there is none, or it was closed, of
 * which the kernel says that it is root's.
 */
export function uidOf(table: string, from: End, to: End): number | undefined {
    const [local, remote] = [hex(from), hex(to)];
    // proc_net_tcp in the kernel's documentation: sl, local_address, rem_address, st, queues, timer, retransmits, uid.
    for (const line of table.split("\n")) {
        const [, one, other, state, , , , uid] = line.trim().split(/\s+/);
        if (one === local && other === remote)
            return state === ESTABLISHED ? Number(uid) : undefined;
    }
    return undefined;
}

/** As the kernel prints an address and a port. */
const hex = ({ address, port }: End) => {
    const bytes = Buffer.from(address.split(".").map(Number));
    if (endianness() === "LE") bytes.reverse();
    const portBytes = Buffer.from([port >> 8, port & 0xff]);
    return [bytes, portBytes].map((one) => one.toString("hex").toUpperCase()).join(":");
};
