import { readFileSync } from "node:fs";
import { endianness } from "node:os";
import {
    type ServerInterceptor,
    ServerInterceptingCall,
    ServerListenerBuilder,
    status,
} from "@grpc/grpc-js";

/**
 * Refuses calls of other users: a port of the loopback is open to every user of the machine, and whoever may call a provider
 * has the files of the user whom it runs as. Root may anything anyway.
 *
 * @param port That on which the server listens.
 */
export const refuseStrangers =
    (port: () => number): ServerInterceptor =>
    (_method, call) =>
        new ServerInterceptingCall(call, {
            start(next) {
                const listener = new ServerListenerBuilder()
                    .withOnReceiveMetadata((metadata, onward) => {
                        if (isOwn(call.getPeer(), port())) onward(metadata);
                        else call.sendStatus({ code: status.PERMISSION_DENIED, details: REFUSAL });
                    })
                    .build();
                next(listener);
            },
        });

const REFUSAL = "This provider works for the user who runs it, and for nobody else.";

const ROOT = 0;

/** Other systems than Linux have no such table; libvirt's hosts have. */
function isOwn(peer: string, port: number): boolean {
    const own = process.getuid?.();
    const uid = peerUid(peer, port);
    return own === undefined || uid === own || uid === ROOT;
}

/** The user who opened the other end of a connection over IPv4; undefined when there is none. */
function peerUid(peer: string, port: number): number | undefined {
    const [address = "", peerPort = ""] = peer.split(":");
    const [local, remote] = [hex(address, Number(peerPort)), hex(LOOPBACK, port)];
    // proc_net_tcp in the kernel's documentation: sl, local_address, rem_address, st, queues, timer, retransmits, uid.
    for (const line of readFileSync("/proc/net/tcp", "latin1").split("\n")) {
        const [, from, to, , , , , uid] = line.trim().split(/\s+/);
        if (from === local && to === remote) return Number(uid);
    }
    return undefined;
}

const LOOPBACK = "127.0.0.1";

/** As the kernel prints an address and a port. */
const hex = (address: string, port: number) => {
    const bytes = Buffer.from(address.split(".").map(Number));
    if (endianness() === "LE") bytes.reverse();
    const portBytes = Buffer.from([port >> 8, port & 0xff]);
    return [bytes, portBytes].map((one) => one.toString("hex").toUpperCase()).join(":");
};
