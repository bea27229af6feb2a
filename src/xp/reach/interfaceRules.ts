import { FOR_GUEST, TAP_MACS, type NetworkEnds, type ReachRule } from "./reachRule";

/**
 * IPv4 and ARP with whatever is behind a bridge of the host, under the guest's own MAC address. The host keeps out of it
 * as far as its MAC addresses go: it hears broadcasts as everybody does.
 */
export function interfaceRules({ hostMac, hostMacs }: NetworkEnds): ReachRule[] {
    // Who does not know the host shields it from everything.
    if (hostMacs === undefined) return [];
    // That of the bridge which the network has with another reach: until the filter follows, it is shielded too.
    const shielded = [...new Set([...hostMacs, hostMac])];
    return [
        // The one thing that the host itself may send: leases, where it gives them.
        {
            action: "accept",
            direction: "in",
            priority: 100,
            protocol: "ip",
            match: { protocol: "udp", srcportstart: "67", dstportstart: "68" },
        },
        ...shielded.map((srcmacaddr) => shield({ srcmacaddr })),
        shield({ srcmacaddr: TAP_MACS.address, srcmacmask: TAP_MACS.mask }),
        shield({ srcmacaddr: LINK_CONTROL.address, srcmacmask: LINK_CONTROL.mask }),
        {
            action: "accept",
            direction: "out",
            priority: 300,
            protocol: "arp",
            match: { srcmacaddr: "$MAC", arpsrcmacaddr: "$MAC" },
        },
        { action: "accept", direction: "in", priority: 300, protocol: "arp" },
        // A guest that leases addresses would be everybody's gateway.
        {
            action: "drop",
            direction: "out",
            priority: 400,
            protocol: "ip",
            match: { protocol: "udp", srcportstart: "67" },
        },
        {
            action: "accept",
            direction: "out",
            priority: 500,
            protocol: "ip",
            match: { srcmacaddr: "$MAC" },
        },
        ...[FOR_GUEST, BROADCAST, MULTICAST].map((match): ReachRule => ({
            action: "accept",
            direction: "in",
            priority: 500,
            protocol: "ip",
            match,
        })),
    ];
}

/** What bridges tell each other by (IEEE 802.1D); one without STP hands it to everybody, the host too. */
const LINK_CONTROL = { address: "01:80:c2:00:00:00", mask: "ff:ff:ff:ff:ff:f0" } as const;
const BROADCAST = { dstmacaddr: "ff:ff:ff:ff:ff:ff" } as const;
/** Of IPv4 (RFC 1112). */
const MULTICAST = { dstmacaddr: "01:00:5e:00:00:00", dstmacmask: "ff:ff:ff:80:00:00" } as const;

/** Written as it comes in; libvirt turns a rule for both directions round for what goes out. */
const shield = (match: Readonly<Record<string, string>>): ReachRule => ({
    action: "drop",
    direction: "inout",
    priority: 200,
    protocol: "mac",
    match,
});
