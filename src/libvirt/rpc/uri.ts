import { homedir } from "node:os";
import { join } from "node:path";

import { uriUnsupported } from "../../errors";
import { ConnectError } from "../errors";

/** The socket of libvirtd, or of virtproxyd with modular daemons. */
export const SYSTEM_SOCKET = "/var/run/libvirt/libvirt-sock";

export interface LibvirtUri {
    /** The URI for the daemon: without transport and socket. */
    driverUri: string;
    socketPath: string;
}

/** Finds the socket that serves `uri`; refuses URIs of other hosts. */
export function parseUri(uri: string, environment: NodeJS.ProcessEnv = process.env): LibvirtUri {
    const parts = /^([a-z][a-z0-9]*)(?:\+([a-z0-9]+))?:\/\/([^/?#]*)(\/[^?#]*)(?:\?([^#]*))?$/.exec(
        uri,
    );
    if (!parts) {
        throw unsupported(uri, "is not a libvirt URI");
    }
    const [, driver, transport, host, path, query] = parts;
    if (transport !== undefined && transport !== "unix") {
        throw unsupported(
            uri,
            `uses the transport "${transport}", which this version does not support`,
        );
    }
    if (host !== "") {
        throw unsupported(
            uri,
            `names the host "${host}", and this version speaks to this machine only`,
        );
    }
    const parameters = new URLSearchParams(query);
    const socketPath = parameters.get("socket") ?? defaultSocket(path, environment);
    parameters.delete("socket");
    const rest = parameters.size > 0 ? `?${parameters.toString()}` : "";
    return { driverUri: `${driver}://${path}${rest}`, socketPath };
}

function defaultSocket(path: string | undefined, environment: NodeJS.ProcessEnv): string {
    if (path !== "/session") {
        return SYSTEM_SOCKET;
    }
    const runtimeFolder = environment["XDG_RUNTIME_DIR"] ?? join(homedir(), ".cache");
    return join(runtimeFolder, "libvirt", "libvirt-sock");
}

const unsupported = (uri: string, what: string) =>
    new ConnectError("unsupported", uri, uriUnsupported.text({ uri, what }));
