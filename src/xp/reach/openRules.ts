import { fromHost, toHost } from "./hostEnd";
import { FOR_GUEST, type NetworkEnds, type ReachRule } from "./reachRule";

/** From where Linux takes the ports of its own connections (`net.ipv4.ip_local_port_range`). */
const LOCAL_PORTS = { first: "32768", last: "60999" } as const;
const PRIORITY = 150;

/**
 * Connections of the host to a port of the guests, and what the guest answers. Rules at the bridge know no connections:
 * an answer is what comes from the port and goes to where the host's own connections begin. At the level of IP there is
 * a memory of them, but what its rules let pass is accepted past libvirt's own rules of the network.
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
