import { interfaceRules } from "./interfaceRules";
import { internetRules } from "./internetRules";
import { TAP_MACS, type NetworkEnds, type ReachRule } from "./reachRule";

export type { NetworkEnds, ReachRule };

/**
 * How far a guest on a network reaches, smallest first. Per level, as seen from one guest:
 *
 * | reach     | other guests | other labs  | host        | outside     | DHCP         | DNS         |
 * |-----------|--------------|-------------|-------------|-------------|--------------|-------------|
 * | nothing   | no           | no          | no          | no          | no           | no          |
 * | dhcp      | no           | no          | no          | no          | yes          | no          |
 * | guests    | unicast      | no          | no          | no          | yes          | no          |
 * | interface | no           | no          | broadcasts  | the bridge's| the bridge's | the bridge's|
 * | internet  | no           | no          | no          | public IPv4 | yes          | by choice   |
 *
 * "The bridge's": like any machine on the network behind the host's bridge. No level lets a guest use another MAC
 * address, IPv6 or frames that are neither IPv4 nor ARP. The last two are no shield against what comes from outside.
 */
export const REACHES = ["nothing", "dhcp", "guests", "interface", "internet"] as const;
export type Reach = (typeof REACHES)[number];

/** What a program has to write to let guests beyond the host, word for word. */
export const RISK = "XP on this network can be taken over";

/** Whether guests get beyond the host. */
export const isRisky = (reach: Reach): boolean => reach === "interface" || reach === "internet";

/** Whether the host has an address on the network and leases the others. */
export const hasDhcp = (reach: Reach): boolean => reach !== "nothing" && reach !== "interface";

/** Whether the bridge itself keeps guests from each other, below any filter. */
export const hasIsolatedPorts = (reach: Reach): boolean => reach !== "guests";

/**
 * What passes a guest's tap, listed; the rest is dropped. Rules stand at the bridge alone: one at the level of IP would
 * also drop the DHCP that the bridge let pass, on its way to dnsmasq.
 */
export function reachRules(reach: Reach, ends: NetworkEnds): ReachRule[] {
    return [
        ...ALLOWED[reach](ends),
        { action: "drop", direction: "inout", priority: 1000, protocol: "mac" },
    ];
}

const ALLOWED: Readonly<Record<Reach, (ends: NetworkEnds) => ReachRule[]>> = {
    nothing: () => [],
    dhcp,
    guests: (ends) => [...dhcp(ends), ...guests(ends)],
    interface: interfaceRules,
    internet: internetRules,
};

/** Endless leases need no renewal, so not even ARP: dnsmasq writes a client's first answer straight to its MAC. */
function dhcp({ hostMac }: NetworkEnds): ReachRule[] {
    return [
        {
            action: "accept",
            direction: "out",
            priority: 100,
            protocol: "ip",
            match: { srcmacaddr: "$MAC", protocol: "udp", srcportstart: "68", dstportstart: "67" },
        },
        {
            action: "accept",
            direction: "in",
            priority: 100,
            protocol: "ip",
            match: { srcmacaddr: hostMac, protocol: "udp", srcportstart: "67", dstportstart: "68" },
        },
    ];
}

/** QEMU's own range, in which every guest is; libvirt takes no mask that would single out broadcasts instead. */
const GUEST_MACS = { address: "52:54:00:00:00:00", mask: "ff:ff:ff:00:00:00" } as const;

/**
 * Unicast IPv4 and ARP between guests. Broadcasts are ARP's alone: every other one would reach the host's sockets too,
 * so guests find each other by address and not by NetBIOS name.
 */
function guests({ hostAddress = "", hostMac, subnet = "" }: NetworkEnds): ReachRule[] {
    const [address = "", prefix = ""] = subnet.split("/");
    const inSubnet = {
        srcipaddr: address,
        srcipmask: prefix,
        dstipaddr: address,
        dstipmask: prefix,
    };
    const drop = { action: "drop", priority: 200 } as const;
    return [
        { ...drop, direction: "in", protocol: "mac", match: { srcmacaddr: hostMac } },
        { ...drop, direction: "out", protocol: "mac", match: { dstmacaddr: hostMac } },
        {
            ...drop,
            direction: "out",
            protocol: "mac",
            match: { dstmacaddr: TAP_MACS.address, dstmacmask: TAP_MACS.mask },
        },
        { ...drop, direction: "out", protocol: "arp", match: { arpdstipaddr: hostAddress } },
        { ...drop, direction: "out", protocol: "arp", match: { arpsrcipaddr: hostAddress } },
        {
            action: "accept",
            direction: "out",
            priority: 300,
            protocol: "arp",
            match: { srcmacaddr: "$MAC", arpsrcmacaddr: "$MAC" },
        },
        { action: "accept", direction: "in", priority: 300, protocol: "arp" },
        {
            action: "drop",
            direction: "out",
            priority: 400,
            protocol: "ip",
            match: { dstipaddr: hostAddress },
        },
        {
            action: "accept",
            direction: "out",
            priority: 500,
            protocol: "ip",
            match: {
                srcmacaddr: "$MAC",
                dstmacaddr: GUEST_MACS.address,
                dstmacmask: GUEST_MACS.mask,
                ...inSubnet,
            },
        },
        { action: "accept", direction: "in", priority: 500, protocol: "ip", match: inSubnet },
    ];
}
