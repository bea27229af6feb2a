import { fromHost, toHost } from "./hostEnd";
import { FOR_GUEST, type NetworkEnds, type ReachRule } from "./reachRule";

/** The ports of Linux's outgoing connections (`net.ipv4.ip_local_port_range`). */
const LOCAL_PORTS = { first: "32768", last: "60999" } as const;
const PRIORITY = 150;

/**
 * Connections from the host to a port of the guests, and the answers. Rules at the bridge do not track connections: a
 * packet from that port to one of the host's outgoing ports counts as an answer. Rules at the IP level do track them, but
 * packets that they accept bypass libvirt's rules of the network.
 */
export const openRules = (ends: NetworkEnds): ReachRule[] =>
    (ends.open ?? []).map(String).flatMap((port) => [
        fromHost(ends, PRIORITY, { ...FOR_GUEST, protocol: "tcp", dstportstart: port }),
        toHost(ends, PRIORITY, {
            protocol: "tcp",
            srcportstart: port,
            dstportstart: LOCAL_PORTS.first,
            dstportend: LOCAL_PORTS.last,
        }),
    ]);
