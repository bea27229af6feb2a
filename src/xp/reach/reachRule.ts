/** The addresses of a network that rules need. */
export interface NetworkEnds {
    /** The host's IPv4 address on the bridge, if it has one. */
    readonly hostAddress?: string | undefined;
    /** The bridge's own MAC address. */
    readonly hostMac: string;
    /** Subnet in the form 10.64.3.0/24; absent without IPv4. */
    readonly subnet?: string | undefined;
    /** Subnets that guests must not reach. @default all */
    readonly closed?: readonly string[] | undefined;
    /** Whether guests may use the host's DNS resolver. */
    readonly resolver?: boolean | undefined;
    /** TCP ports of the guests that the host may connect to. */
    readonly open?: readonly number[] | undefined;
    /** The host's MAC addresses on a bridge of the host. @default unknown: nothing passes there */
    readonly hostMacs?: readonly string[] | undefined;
}

/** A rule of libvirt's (https://libvirt.org/formatnwfilter.html). */
export interface ReachRule {
    readonly action: "accept" | "drop";
    readonly direction: "in" | "out" | "inout";
    readonly priority: number;
    readonly protocol: "mac" | "arp" | "ip";
    readonly match?: Readonly<Record<string, string>>;
}

/** A tap's own MAC begins with fe (libvirt sets it so); frames to it reach the host, like frames to the bridge's MAC. */
export const TAP_MACS = { address: "fe:00:00:00:00:00", mask: "ff:00:00:00:00:00" } as const;

/** The only IPv4 broadcast that a guest needs. The host would accept or route it if it had another address. */
export const DHCP_REQUEST: ReachRule = {
    action: "accept",
    direction: "out",
    priority: 100,
    protocol: "ip",
    match: {
        srcmacaddr: "$MAC",
        dstmacaddr: "ff:ff:ff:ff:ff:ff",
        dstipaddr: "255.255.255.255",
        protocol: "udp",
        srcportstart: "68",
        dstportstart: "67",
    },
};

/**
 * Matches frames for this guest. A bridge floods frames with unknown destinations, and guests can mislead it: it also
 * learns from link control frames, which no filter sees.
 */
export const FOR_GUEST = { dstmacaddr: "$MAC" } as const;
