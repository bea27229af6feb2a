import type { NetworkEnds, ReachRule } from "./reachRule";

/** ARP with the host alone. Whose address a guest calls its own is not told by subnet: libvirt's schema has no mask here. */
export const hostArp = ({ hostAddress = "", hostMac }: NetworkEnds): ReachRule[] => [
    {
        action: "drop",
        direction: "out",
        priority: 140,
        protocol: "arp",
        match: { arpsrcipaddr: hostAddress },
    },
    {
        action: "accept",
        direction: "out",
        priority: 150,
        protocol: "arp",
        match: { srcmacaddr: "$MAC", arpsrcmacaddr: "$MAC", arpdstipaddr: hostAddress },
    },
    {
        action: "accept",
        direction: "in",
        priority: 150,
        protocol: "arp",
        match: { srcmacaddr: hostMac, arpsrcipaddr: hostAddress },
    },
];

/** What a guest may send to the host's address on its network. */
export const toHost = (
    ends: NetworkEnds,
    priority: number,
    what: NonNullable<ReachRule["match"]>,
): ReachRule => ({
    action: "accept",
    direction: "out",
    priority,
    protocol: "ip",
    match: {
        ...asGuest(ends),
        dstmacaddr: ends.hostMac,
        dstipaddr: ends.hostAddress ?? "",
        ...what,
    },
});

/** What may come to a guest from there. */
export const fromHost = (
    { hostAddress = "", hostMac }: NetworkEnds,
    priority: number,
    what: NonNullable<ReachRule["match"]>,
): ReachRule => ({
    action: "accept",
    direction: "in",
    priority,
    protocol: "ip",
    match: { srcmacaddr: hostMac, srcipaddr: hostAddress, ...what },
});

/** A guest by its own MAC address, and any address of the subnet: libvirt learns none from leases without end. */
export function asGuest({ subnet = "" }: NetworkEnds) {
    const [srcipaddr = "", srcipmask = ""] = subnet.split("/");
    return { srcmacaddr: "$MAC", srcipaddr, srcipmask };
}
