import { asGuest, fromHost, hostArp, toHost } from "./hostEnd";
import { openRules } from "./openRules";
import { DHCP_REQUEST, FOR_GUEST, type NetworkEnds, type ReachRule } from "./reachRule";

/**
 * IPv4 through the host, which routes it: to what is not closed, from inside the subnet, and back. Answers alone come
 * back because libvirt's own rules of a NAT network refuse connections from outside, and these all that comes from a
 * closed address, the host's among them.
 *
 * The host is shielded by its addresses, as rules at the bridge cannot know which packets it will keep for itself.
 * Those at the level of IP cannot either: libvirt puts the same ones before its sockets and before its routing.
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

/** Who does not know what to close closes all. */
const EVERYTHING = ["0.0.0.0/0"];

/** ICMP too: the host tells of packets that are too long for its way out. It hears no answer. */
const unasked = (ends: NetworkEnds): ReachRule[] => [
    fromHost(ends, 100, { protocol: "udp", srcportstart: "67", dstportstart: "68" }),
    fromHost(ends, 100, { ...FOR_GUEST, protocol: "icmp" }),
];

const resolver = (ends: NetworkEnds): ReachRule[] =>
    ["udp", "tcp"].flatMap((protocol) => [
        toHost(ends, 200, { protocol, dstportstart: "53" }),
        fromHost(ends, 200, { ...FOR_GUEST, protocol, srcportstart: "53" }),
    ]);

/** Written as it comes in; libvirt turns a rule for both directions round for what goes out. */
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
