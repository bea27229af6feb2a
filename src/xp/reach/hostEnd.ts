import type { NetworkEnds, ReachRule } from "./reachRule";

/** ARP with the host only. The guest's own address is not limited to the subnet: libvirt's schema has no mask for it. */
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

/** Allows a guest to send this to the host's address on its network. */
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

/** Allows a guest to receive this from the host's address. */
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

/** Matches a guest's MAC address and any address of the subnet: libvirt learns no addresses from endless leases. */
export function asGuest({ subnet = "" }: NetworkEnds) {
    const [srcipaddr = "", srcipmask = ""] = subnet.split("/");
    return { srcmacaddr: "$MAC", srcipaddr, srcipmask };
}
