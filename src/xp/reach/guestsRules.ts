import { FOR_GUEST, TAP_MACS, type NetworkEnds, type ReachRule } from "./reachRule";

/** QEMU's range, which includes every guest; libvirt accepts no mask that would exclude broadcasts. */
const GUEST_MACS = { address: "52:54:00:00:00:00", mask: "ff:ff:ff:00:00:00" } as const;

/**
 * Unicast IPv4 and ARP between guests. Only ARP may broadcast, because any other broadcast would reach the host's sockets
 * too. So guests find each other by address, not by NetBIOS name.
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

/** Shields each of the host's MAC addresses on the bridge. */
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

/** Allows ARP with the host if the host may connect to guests. */
const shieldedArp = ({ hostAddress = "", open = [] }: NetworkEnds): ReachRule[] =>
    open.length > 0
        ? []
        : [
              { ...DROP, direction: "out", protocol: "arp", match: { arpdstipaddr: hostAddress } },
              { ...DROP, direction: "out", protocol: "arp", match: { arpsrcipaddr: hostAddress } },
          ];

/** Refuses guests that use the host's address, or act as a DHCP server. */
const impersonations = ({ hostAddress = "" }: NetworkEnds): ReachRule[] => {
    const drop = { action: "drop", direction: "out", priority: 400, protocol: "ip" } as const;
    return [
        { ...drop, match: { srcipaddr: hostAddress } },
        { ...drop, match: { protocol: "udp", srcportstart: "67" } },
    ];
};
