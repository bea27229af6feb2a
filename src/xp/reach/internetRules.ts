import { asGuest, fromHost, hostArp, toHost } from "./hostEnd";
import { openRules } from "./openRules";
import { DHCP_REQUEST, FOR_GUEST, type NetworkEnds, type ReachRule } from "./reachRule";

/**
 * IPv4 that the host routes, from the subnet to addresses that are not closed, and back. Only answers come back: libvirt's
 * rules of a NAT network refuse connections from outside, and these rules refuse closed addresses, including the host's.
 *
 * The host is shielded by its addresses, because rules at the bridge cannot know which packets it will keep for itself.
 * Rules at the IP level cannot either: libvirt applies the same ones before the host's sockets and before its routing.
 */
export function internetRules(ends: NetworkEnds): ReachRule[] {
    return [
        DHCP_REQUEST,
        ...unasked(ends),
        ...(ends.resolver === true ? resolver(ends) : []),
        ...hostArp(ends),
        ...openRules(ends),
        ...(ends.closed ?? EVERYTHING).map(closedSubnet),
        ...routed(ends),
    ];
}

/** Closes everything if it is unknown what to close. */
const EVERYTHING = ["0.0.0.0/0"];

/** Allows ICMP too: the host reports packets that are too long for its uplink. It receives no answer. */
const unasked = (ends: NetworkEnds): ReachRule[] => [
    fromHost(ends, 100, { protocol: "udp", srcportstart: "67", dstportstart: "68" }),
    fromHost(ends, 100, { ...FOR_GUEST, protocol: "icmp" }),
];

const resolver = (ends: NetworkEnds): ReachRule[] =>
    ["udp", "tcp"].flatMap((protocol) => [
        toHost(ends, 200, { protocol, dstportstart: "53" }),
        fromHost(ends, 200, { ...FOR_GUEST, protocol, srcportstart: "53" }),
    ]);

/** Written for incoming packets; libvirt reverses rules with both directions for outgoing ones. */
function closedSubnet(subnet: string): ReachRule {
    const [srcipaddr = "", srcipmask = ""] = subnet.split("/");
    return {
        action: "drop",
        direction: "inout",
        priority: 400,
        protocol: "ip",
        match: { srcipaddr, srcipmask },
    };
}

function routed(ends: NetworkEnds): ReachRule[] {
    const { hostAddress = "", hostMac, subnet = "" } = ends;
    const [dstipaddr = "", dstipmask = ""] = subnet.split("/");
    const rule = { priority: 500, protocol: "ip" } as const;
    return [
        {
            ...rule,
            action: "drop",
            direction: "out",
            priority: 400,
            match: { srcipaddr: hostAddress },
        },
        {
            ...rule,
            action: "accept",
            direction: "out",
            match: { ...asGuest(ends), dstmacaddr: hostMac },
        },
        {
            ...rule,
            action: "accept",
            direction: "in",
            match: { ...FOR_GUEST, srcmacaddr: hostMac, dstipaddr, dstipmask },
        },
    ];
}
