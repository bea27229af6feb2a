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

/** A guest by its own MAC address, and any address of the subnet: libvirt learns none from leases without end. */
export function asGuest({ subnet = "" }: NetworkEnds) {
    const [srcipaddr = "", srcipmask = ""] = subnet.split("/");
    return { srcmacaddr: "$MAC", srcipaddr, srcipmask };
}
