import { saslUnsupported } from "../../errors";
import type { Connection } from "./connection";
import { ConnectError } from "../errors";
import { DriverFeature } from "../flags";
import type { LibvirtUri } from "../rpc/uri";

const authentication = { none: 0, sasl: 1, polkit: 2 };

/** Authenticates and opens the driver, as each connection must. */
export async function openSession(
    connection: Connection,
    uri: LibvirtUri,
    keepaliveIntervalMs: number | undefined,
    signal: AbortSignal,
): Promise<void> {
    await authenticate(connection, uri, signal);
    if (keepaliveIntervalMs !== undefined && (await announceKeepalive(connection, signal))) {
        connection.keepAlive(keepaliveIntervalMs);
    }
    await connection.call("connectOpen", { name: uri.driverUri }, signal);
}

async function authenticate(
    connection: Connection,
    uri: LibvirtUri,
    signal: AbortSignal,
): Promise<void> {
    const offered = await connection.call("authList", {}, signal);
    if (offered.includes(authentication.polkit)) {
        await connection.call("authPolkit", {}, signal);
    } else if (offered.length > 0 && !offered.includes(authentication.none)) {
        const { socketPath: socket } = uri;
        throw new ConnectError("authentication", socket, saslUnsupported.text({ socket }));
    }
}

/** Asks whether the server supports pings; the question allows it to send its own. */
function announceKeepalive(connection: Connection, signal: AbortSignal): Promise<boolean> {
    const feature = DriverFeature.PROGRAM_KEEPALIVE;
    return connection.call("connectSupportsFeature", { feature }, signal);
}
