import { guestsRules } from "./guestsRules";
import { hostArp } from "./hostEnd";
import { interfaceRules } from "./interfaceRules";
import { internetRules } from "./internetRules";
import { openRules } from "./openRules";
import { DHCP_REQUEST, type NetworkEnds, type ReachRule } from "./reachRule";

export type { NetworkEnds, ReachRule };

/**
 * How far a guest on a network reaches, smallest first, as seen from one guest:
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
 * address, IPv6 or frames other than IPv4 and ARP. The last two do not protect a guest from outside.
 */
export const REACHES = ["nothing", "dhcp", "guests", "interface", "internet"] as const;
export type Reach = (typeof REACHES)[number];

/** Whether the guest's cable is plugged in; without it nothing passes, whatever the host does. */
export const hasCable = (reach: Reach): boolean => reach !== "nothing";

/** The sentence that a program must contain, word for word, to let guests beyond the host. */
export const RISK = "XP on this network can be taken over";

/** Whether guests reach beyond the host. */
export const isRisky = (reach: Reach): boolean => reach === "interface" || reach === "internet";

/** Whether the host has an address on the network and runs its DHCP server. */
export const hasDhcp = (reach: Reach): boolean => reach !== "nothing" && reach !== "interface";

/** Whether the bridge itself separates guests, below all filters. */
export const hasIsolatedPorts = (reach: Reach): boolean => reach !== "guests";

/**
 * The traffic that may pass a guest's tap; the rest is dropped. All rules are at the bridge: a rule at the IP level would
 * also drop DHCP that the bridge accepted, on its way to dnsmasq.
 */
export function reachRules(reach: Reach, ends: NetworkEnds): ReachRule[] {
    return [
        ...ALLOWED[reach](ends),
        { action: "drop", direction: "inout", priority: 1000, protocol: "mac" },
    ];
}

const ALLOWED: Readonly<Record<Reach, (ends: NetworkEnds) => ReachRule[]>> = {
    nothing: () => [],
    dhcp: (ends) => [...dhcp(ends), ...opened(ends)],
    guests: (ends) => [...dhcp(ends), ...opened(ends), ...guestsRules(ends)],
    interface: interfaceRules,
    internet: internetRules,
};

/** Endless leases need no renewal and no ARP: dnsmasq sends a client's first answer directly to its MAC. */
const dhcp = ({ hostMac }: NetworkEnds): ReachRule[] => [
    DHCP_REQUEST,
    {
        action: "accept",
        direction: "in",
        priority: 100,
        protocol: "ip",
        match: { srcmacaddr: hostMac, protocol: "udp", srcportstart: "67", dstportstart: "68" },
    },
];

const opened = (ends: NetworkEnds): ReachRule[] =>
    (ends.open ?? []).length > 0 ? [...hostArp(ends), ...openRules(ends)] : [];
