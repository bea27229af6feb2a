import { createConnection } from "node:net";
import type { Duplex } from "node:stream";

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

const denied =
    'may not be opened by this user. Add the user to the group "libvirt" and log in again.';

const explanations: Record<string, [ConnectErrorReason, string]> = {
    ENOENT: [
        "missing",
        "does not exist. Start libvirtd, or name its socket in the URI with ?socket=/path.",
    ],
    ECONNREFUSED: ["refused", "has no daemon behind it. Start libvirtd."],
    EACCES: ["denied", denied],
    EPERM: ["denied", denied],
};

function explain(path: string, error: NodeJS.ErrnoException): ConnectError {
    const [reason, sentence] = explanations[error.code ?? ""] ?? [
        "failed",
        `cannot be opened (${error.message}). Check that it is libvirt's socket.`,
    ];
    const message = `The libvirt socket "${path}" ${sentence}`;
    return new ConnectError(reason, path, message, { cause: error });
}
