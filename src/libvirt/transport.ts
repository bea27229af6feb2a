import { createConnection } from "node:net";
import type { Duplex } from "node:stream";

import { socketBroken, socketDead, socketDenied, socketMissing, type ErrorMaker } from "../errors";
import { ConnectError, type ConnectErrorReason } from "./errors";

/** A byte stream to a daemon that can be told not to keep the process alive. */
export type Transport = Duplex & { ref(): unknown; unref(): unknown };

/** Connects to the UNIX socket at `path`. */
export function connectUnixSocket(path: string, signal: AbortSignal): Promise<Transport> {
    return new Promise((resolve, reject) => {
        const socket = createConnection({ path });
        const stop = () => {
            socket.destroy();
            reject(signal.reason);
        };
        const fail = (error: NodeJS.ErrnoException) => {
            signal.removeEventListener("abort", stop);
            reject(explain(path, error));
        };
        signal.addEventListener("abort", stop, { once: true });
        socket.once("error", fail);
        socket.once("connect", () => {
            signal.removeEventListener("abort", stop);
            socket.off("error", fail);
            resolve(socket);
        });
    });
}

const explanations: Record<string, [ConnectErrorReason, ErrorMaker<{ socket: string }>]> = {
    ENOENT: ["missing", socketMissing],
    ECONNREFUSED: ["refused", socketDead],
    EACCES: ["denied", socketDenied],
    EPERM: ["denied", socketDenied],
};

function explain(path: string, error: NodeJS.ErrnoException): ConnectError {
    const [reason, explanation] = explanations[error.code ?? ""] ?? ["failed"];
    const told =
        explanation === undefined
            ? socketBroken.told({ socket: path, reason: error.message })
            : explanation.told({ socket: path });
    return new ConnectError(reason, path, told, { cause: error });
}
