/** A rule of the host's firewall, as arguments of iptables, ip6tables or arptables. */
export interface GuardRule {
    readonly command: "iptables" | "ip6tables" | "arptables";
    readonly table?: "raw";
    readonly chain: "PREROUTING" | "INPUT" | "OUTPUT";
    readonly match: readonly string[];
    /** The interfaces whose traffic it refuses. */
    readonly way: { readonly from: string } | { readonly to: string };
    /** What can happen without it. */
    readonly reason: string;
}

/** The command's arguments: "-C" checks for the rule, "-I" inserts it first, "-D" deletes it. */
export const guardWords = (
    { table, chain, match }: GuardRule,
    action: "-C" | "-I" | "-D",
): readonly string[] => [...tableWords(table), action, chain, ...match];

export const tableWords = (table: GuardRule["table"]): readonly string[] =>
    table === undefined ? [] : ["-t", table];

/** The command line of a rule. */
export const guardLine = (rule: GuardRule, action: "-C" | "-I" | "-D" = "-I"): string =>
    [rule.command, ...guardWords(rule, action)]
        .map((word) => (word.includes(" ") ? `'${word}'` : word))
        .join(" ");

/** libvirt's names of guests' taps. */
const TAPS = "vnet+";

/** libvirt's names of its networks' bridges. */
const BRIDGES = "virbr+";

/**
 * Matches DHCP messages whose client address (chaddr) differs from their frame's sender: classic BPF, one instruction per
 * line, as `tcpdump -ddd` prints it. The link layer is at -0x200000 (SKF_LL_OFF, linux/filter.h).
 */
const IN_ANOTHER_NAME = [
    "177 0 0 0", // x = length of IP's header
    "64 0 0 36", // first 4 bytes of chaddr, behind 8 of UDP and 28 of BOOTP
    "7 0 0 0", // to x
    "32 0 0 4292870150", // first 4 bytes of the frame's sender
    "29 0 4 0", // different: match
    "177 0 0 0", // the same for the last 2 bytes
    "72 0 0 40",
    "7 0 0 0",
    "40 0 0 4292870154",
    "29 1 0 0", // equal: no match
    "6 0 0 1", // match
    "6 0 0 0", // no match
];

/**
 * Rules for traffic that libvirt's filters cannot see. A bridge never forwards frames to link control addresses
 * (01:80:c2:00:00:00 to 0f, IEEE 802.1D). Linux delivers them to the tap itself, past the bridge and libvirt's rules, and
 * their content to the host's IP. Guests talk to bridges only, so no traffic to a tap itself is legitimate.
 *
 * Filters also check a guest's MAC address in the frame only, not in the DHCP message inside.
 */
export const TAP_GUARD: readonly GuardRule[] = [
    {
        command: "iptables",
        table: "raw",
        chain: "PREROUTING",
        match: ["-i", TAPS, "-j", "DROP"],
        way: { from: TAPS },
        reason: "a datagram to any address of the host reaches its sockets",
    },
    {
        command: "ip6tables",
        table: "raw",
        chain: "PREROUTING",
        match: ["-i", TAPS, "-j", "DROP"],
        way: { from: TAPS },
        reason: "a datagram reaches the host by the IPv6 address that Linux gives each tap",
    },
    {
        command: "ip6tables",
        table: "raw",
        chain: "OUTPUT",
        match: ["-o", TAPS, "-j", "DROP"],
        way: { to: TAPS },
        reason: "the host announces each tap's IPv6 address to the guest",
    },
    {
        command: "arptables",
        chain: "INPUT",
        match: ["-i", TAPS, "-j", "DROP"],
        way: { from: TAPS },
        reason: "the host answers ARP requests for its addresses",
    },
    {
        command: "iptables",
        table: "raw",
        chain: "PREROUTING",
        match: [
            ...["-i", BRIDGES, "-p", "udp", "--dport", "67"],
            ...["-m", "bpf", "--bytecode", [IN_ANOTHER_NAME.length, ...IN_ANOTHER_NAME].join(",")],
            ...["-j", "DROP"],
        ],
        way: { from: BRIDGES },
        reason: "a guest can send DHCP messages for another guest, to release its lease or to block its address for ten minutes",
    },
];
