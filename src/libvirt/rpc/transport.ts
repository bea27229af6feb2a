import { existsSync } from "node:fs";
import { createConnection } from "node:net";
import type { Duplex } from "node:stream";

import {
    proxyMissing,
    socketBroken,
    socketDead,
    socketDenied,
    socketMissing,
    type ErrorMaker,
} from "../../errors";
import { ConnectError, type ConnectErrorReason } from "../errors";
import { SYSTEM_SOCKET } from "./uri";

/** A byte stream to a daemon; `unref` stops it from keeping the process alive. */
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

/** Why the socket at `path` could not be opened, judged by the host's files. */
export function explain(
    path: string,
    error: NodeJS.ErrnoException,
    isThere: (file: string) => boolean = existsSync,
): ConnectError {
    const [reason, explanation] = explanations[error.code ?? ""] ?? ["failed"];
    const isUnserved = reason === "missing" || reason === "refused";
    const told =
        explanation === undefined
            ? socketBroken.text({ socket: path, reason: error.message })
            : isUnserved && path === SYSTEM_SOCKET && hasModularDaemons(isThere)
              ? proxyMissing.text({ socket: path })
              : explanation.text({ socket: path });
    return new ConnectError(reason, path, told, { cause: error });
}

/** systemd's mark of an enabled virtqemud; libvirtd may be installed too. */
const MODULAR_IS_ON = "/etc/systemd/system/sockets.target.wants/virtqemud.socket";

const hasModularDaemons = (isThere: (file: string) => boolean) =>
    isThere(MODULAR_IS_ON) || (isThere("/usr/sbin/virtqemud") && !isThere("/usr/sbin/libvirtd"));
