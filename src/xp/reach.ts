/**
 * How far a guest on a network reaches, smallest first. Per level, as seen from one guest:
 *
 * | reach    | other guests | other labs | host | outside | DHCP |
 * |----------|--------------|------------|------|---------|------|
 * | nothing  | no           | no         | no   | no      | no   |
 * | dhcp     | no           | no         | no   | no      | yes  |
 * | guests   | unicast      | no         | no   | no      | yes  |
 */
export const REACHES = ["nothing", "dhcp", "guests"] as const;
export type Reach = (typeof REACHES)[number];

/** The network's ends that rules must name. */
export interface NetworkEnds {
    /** The host's IPv4 address on the bridge; absent when it has none. */
    readonly hostAddress?: string | undefined;
    /** The bridge's own MAC address. */
    readonly hostMac: string;
    /** Subnet in the form 10.64.3.0/24; absent without IPv4. */
    readonly subnet?: string | undefined;
}

/** A rule in libvirt's words (https://libvirt.org/formatnwfilter.html). */
export interface ReachRule {
    readonly action: "accept" | "drop";
    readonly direction: "in" | "out" | "inout";
    readonly priority: number;
    readonly protocol: "mac" | "arp" | "ip";
    readonly match?: Readonly<Record<string, string>>;
}

/** Whether the host has an address on the network and leases the others. */
export const hasDhcp = (reach: Reach): boolean => reach !== "nothing";

/** Whether the bridge itself keeps guests from each other, below any filter. */
export const hasIsolatedPorts = (reach: Reach): boolean => reach !== "guests";

/**
 * What passes a guest's tap, listed; the rest is dropped. Rules stand at the bridge alone: one at the level of IP would
 * also drop the DHCP that the bridge let pass, on its way to dnsmasq.
 */
export function reachRules(reach: Reach, ends: NetworkEnds): ReachRule[] {
    const allowed = { nothing: [], dhcp: dhcp(ends), guests: [...dhcp(ends), ...guests(ends)] };
    return [
        ...allowed[reach],
        { action: "drop", direction: "inout", priority: 1000, protocol: "mac" },
    ];
}

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

/** A tap's own MAC begins with fe (libvirt sets it so), and a frame to it is the host's as much as one to the bridge's. */
const TAP_MACS = { address: "fe:00:00:00:00:00", mask: "ff:00:00:00:00:00" } as const;

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
