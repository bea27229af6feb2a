// @ts-check
import { once } from "node:events";
import { createConnection, createServer } from "node:net";

/** Program and type of libvirt's calls (src/rpc/virnetprotocol.x); a frame's length includes itself. */
const REMOTE_PROGRAM = 0x20008086;
const CALL = 0;

/**
 * Sits between a provider and a daemon, and counts the provider's calls.
 * @param {string} path socket for the provider
 * @param {string} daemon the daemon's socket
 */
export async function countCalls(path, daemon) {
    /** @type {Map<number, number>} */
    let counts = new Map();
    let connections = 0;
    let connectionsMax = 0;
    /** @param {Buffer} frame */
    const count = (frame) => {
        const [program, , procedure = 0, type] = [4, 8, 12, 16].map((at) => frame.readUInt32BE(at));
        if (program === REMOTE_PROGRAM && type === CALL)
            counts.set(procedure, (counts.get(procedure) ?? 0) + 1);
    };
    const server = createServer((client) => {
        connections += 1;
        connectionsMax = Math.max(connectionsMax, connections);
        const upstream = createConnection(daemon);
        client.on("data", frames(count));
        client.pipe(upstream).pipe(client);
        client.on("close", () => {
            connections -= 1;
            upstream.destroy();
        });
        upstream.on("close", () => client.destroy());
        for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
    });
    server.listen(path);
    await once(server, "listening");
    return {
        /** Calls since the last `take`, by the procedure's number. */
        take() {
            const taken = counts;
            counts = new Map();
            return taken;
        },
        connectionsMax: () => connectionsMax,
        close: () => server.close(),
    };
}

/** @param {(frame: Buffer) => void} found */
function frames(found) {
    let rest = Buffer.alloc(0);
    /** @param {Buffer} chunk */
    return (chunk) => {
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= 4 && rest.length >= rest.readUInt32BE(0)) {
            const length = rest.readUInt32BE(0);
            found(rest.subarray(0, length));
            rest = rest.subarray(length);
        }
    };
}
