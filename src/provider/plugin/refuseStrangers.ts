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
 * Distinguishes connections of the server's own user from those of others. Every user of the machine can connect to a loopback
 * port, and whoever calls a provider can read the files of the user it runs as. Root is let in.
 */
export class Peers {
    /** Open connections of the user, by the address of the other end. */
    readonly #own = new Map<string, Socket>();

    /** Looks up an accepted IPv4 connection once, because the kernel takes milliseconds to list all of them. */
    meet(connection: Socket): void {
        const { remoteAddress = "", remotePort = 0, localPort = 0 } = connection;
        if (!isOwn({ address: remoteAddress, port: remotePort }, localPort)) return;
        const peer = `${remoteAddress}:${remotePort}`;
        this.#own.set(peer, connection);
        connection.once("close", () => {
            if (this.#own.get(peer) === connection) this.#own.delete(peer);
        });
    }

    /** Refuses calls over other connections. */
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

const REFUSAL = "This provider accepts calls only from the user who runs it.";

interface End {
    readonly address: string;
    readonly port: number;
}

const ROOT = 0;

/** Only Linux has this table. */
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
 * The user who opened one end of a connection, from the text of /proc/net/tcp. Undefined when there is no such connection, or
 * when it is closed: the kernel lists closed ones as root's.
 */
export function uidOf(table: string, from: End, to: End): number | undefined {
    const [local, remote] = [hex(from), hex(to)];
    // proc_net_tcp in the kernel's documentation: sl, local_address, rem_address, st, queues, timer, retransmits, uid.
    for (const line of table.split("\n")) {
        const [, one, other, state, , , , uid] = line.trim().split(/\s+/);
        if (one === local && other === remote) {
            return state === ESTABLISHED ? Number(uid) : undefined;
        }
    }
    return undefined;
}

/** An address and a port in the kernel's format. */
const hex = ({ address, port }: End) => {
    const bytes = Buffer.from(address.split(".").map(Number));
    if (endianness() === "LE") bytes.reverse();
    const portBytes = Buffer.from([port >> 8, port & 0xff]);
    return [bytes, portBytes].map((one) => one.toString("hex").toUpperCase()).join(":");
};
