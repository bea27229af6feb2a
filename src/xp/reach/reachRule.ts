/** The network's ends that rules must name. */
export interface NetworkEnds {
    /** The host's IPv4 address on the bridge; absent when it has none. */
    readonly hostAddress?: string | undefined;
    /** The bridge's own MAC address. */
    readonly hostMac: string;
    /** Subnet in the form 10.64.3.0/24; absent without IPv4. */
    readonly subnet?: string | undefined;
    /** Subnets that are closed to guests who reach beyond it; absent, all are. */
    readonly closed?: readonly string[] | undefined;
    /** Whether guests may ask the host's resolver. */
    readonly resolver?: boolean | undefined;
    /** TCP ports of the guests that the host may connect to. */
    readonly open?: readonly number[] | undefined;
    /** MAC addresses of the host on a bridge that is not the network's own; absent, nothing passes there. */
    readonly hostMacs?: readonly string[] | undefined;
}

/** A rule in libvirt's words (https://libvirt.org/formatnwfilter.html). */
export interface ReachRule {
    readonly action: "accept" | "drop";
    readonly direction: "in" | "out" | "inout";
    readonly priority: number;
    readonly protocol: "mac" | "arp" | "ip";
    readonly match?: Readonly<Record<string, string>>;
}

/** A tap's own MAC begins with fe (libvirt sets it so), and a frame to it is the host's as much as one to the bridge's. */
export const TAP_MACS = { address: "fe:00:00:00:00:00", mask: "ff:00:00:00:00:00" } as const;

/** The one broadcast of IPv4 that a guest needs. To another address it would be taken or routed on as any datagram is. */
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
 * Of what comes to the tap, that which is for this guest. A bridge sends on what it cannot place, and what a guest has
 * made it misplace: it learns from frames of link control too, which no filter sees.
 */
export const FOR_GUEST = { dstmacaddr: "$MAC" } as const;
