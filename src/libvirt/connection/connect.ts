import { socketClosed } from "../../errors";
import { Connection } from "./connection";
import { type Limits, withDeadline } from "../rpc/deadline";
import { ConnectError, ConnectionLostError } from "../errors";
import { openSession } from "./session";
import { connectUnixSocket } from "../rpc/transport";
import type { LibvirtUri } from "../rpc/uri";

/** Opens a connection that is ready for calls. Without an interval it sends no pings. */
export function connect(
    uri: LibvirtUri,
    limits: Limits,
    keepaliveIntervalMs?: number,
): Promise<Connection> {
    return withDeadline(limits, `on "${uri.socketPath}"`, async (signal) => {
        const connection = new Connection(await connectUnixSocket(uri.socketPath, signal));
        try {
            await openSession(connection, uri, keepaliveIntervalMs, signal);
            if (connection.isOpen) {
                return connection;
            }
            throw neverOpened(uri.socketPath);
        } catch (error) {
            connection.close();
            throw error instanceof ConnectionLostError ? neverOpened(uri.socketPath, error) : error;
        }
    });
}

function neverOpened(path: string, lost?: ConnectionLostError): ConnectError {
    const reason = lost?.cause instanceof Error ? lost.cause.message : undefined;
    const told = socketClosed.text({ socket: path, reason });
    return new ConnectError("failed", path, told, lost && { cause: lost });
}
