import { FOR_GUEST, TAP_MACS, type NetworkEnds, type ReachRule } from "./reachRule";

/**
 * IPv4 and ARP with everything behind a bridge of the host, under the guest's own MAC address. The host's MAC addresses
 * are shielded; the host still receives broadcasts.
 */
export function interfaceRules({ hostMac, hostMacs }: NetworkEnds): ReachRule[] {
    // Lets nothing pass if the host's addresses are unknown.
    if (hostMacs === undefined) return [];
    // hostMac belongs to the bridge of another reach; it is shielded until the filter follows.
    const shielded = [...new Set([...hostMacs, hostMac])];
    return [
        // The host itself may send only leases, if it runs a DHCP server.
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
        // A guest with a DHCP server could become the gateway of all others.
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

/** Frames between bridges (IEEE 802.1D); a bridge without STP forwards them to all ports and the host. */
const LINK_CONTROL = { address: "01:80:c2:00:00:00", mask: "ff:ff:ff:ff:ff:f0" } as const;
const BROADCAST = { dstmacaddr: "ff:ff:ff:ff:ff:ff" } as const;
/** IPv4 multicast (RFC 1112). */
const MULTICAST = { dstmacaddr: "01:00:5e:00:00:00", dstmacmask: "ff:ff:ff:80:00:00" } as const;

/** Written for incoming packets; libvirt reverses rules with both directions for outgoing ones. */
const shield = (match: Readonly<Record<string, string>>): ReachRule => ({
    action: "drop",
    direction: "inout",
    priority: 200,
    protocol: "mac",
    match,
});
