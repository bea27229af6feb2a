import { FOR_GUEST, TAP_MACS, type NetworkEnds, type ReachRule } from "./reachRule";

/** QEMU's own range, in which every guest is; libvirt takes no mask that would single out broadcasts instead. */
const GUEST_MACS = { address: "52:54:00:00:00:00", mask: "ff:ff:ff:00:00:00" } as const;

/**
 * Unicast IPv4 and ARP between guests. Broadcasts are ARP's alone: every other one would reach the host's sockets too,
 * so guests find each other by address and not by NetBIOS name.
 */
export function guestsRules(ends: NetworkEnds): ReachRule[] {
    const [address = "", prefix = ""] = (ends.subnet ?? "").split("/");
    const inSubnet = {
        srcipaddr: address,
        srcipmask: prefix,
        dstipaddr: address,
        dstipmask: prefix,
    };
    return [
        ...shielded(ends),
        ...shieldedArp(ends),
        {
            action: "accept",
            direction: "out",
            priority: 300,
            protocol: "arp",
            match: { srcmacaddr: "$MAC", arpsrcmacaddr: "$MAC" },
        },
        { action: "accept", direction: "in", priority: 300, protocol: "arp" },
        ...impersonations(ends),
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
        {
            action: "accept",
            direction: "in",
            priority: 500,
            protocol: "ip",
            match: { ...FOR_GUEST, ...inSubnet },
        },
    ];
}

const DROP = { action: "drop", priority: 200 } as const;

/** The host, by each of its MAC addresses on the bridge. */
const shielded = ({ hostMac }: NetworkEnds): ReachRule[] => [
    { ...DROP, direction: "in", protocol: "mac", match: { srcmacaddr: hostMac } },
    { ...DROP, direction: "out", protocol: "mac", match: { dstmacaddr: hostMac } },
    {
        ...DROP,
        direction: "out",
        protocol: "mac",
        match: { dstmacaddr: TAP_MACS.address, dstmacmask: TAP_MACS.mask },
    },
];

/** Where the host may connect to guests, they have ARP with it. */
const shieldedArp = ({ hostAddress = "", open = [] }: NetworkEnds): ReachRule[] =>
    open.length > 0
        ? []
        : [
              { ...DROP, direction: "out", protocol: "arp", match: { arpdstipaddr: hostAddress } },
              { ...DROP, direction: "out", protocol: "arp", match: { arpsrcipaddr: hostAddress } },
          ];

/** A guest that would be the host, or lease addresses as it does. */
const impersonations = ({ hostAddress = "" }: NetworkEnds): ReachRule[] => {
    const drop = { action: "drop", direction: "out", priority: 400, protocol: "ip" } as const;
    return [
        { ...drop, match: { srcipaddr: hostAddress } },
        { ...drop, match: { protocol: "udp", srcportstart: "67" } },
    ];
};
