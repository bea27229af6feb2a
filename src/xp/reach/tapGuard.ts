/** A rule of the host's own firewall, in the words of iptables and its like. */
export interface GuardRule {
    readonly command: "iptables" | "ip6tables" | "arptables";
    readonly table?: "raw";
    readonly chain: "PREROUTING" | "INPUT" | "OUTPUT";
    readonly match: readonly string[];
    /** What it refuses, or some of it. */
    readonly way: { readonly from: string } | { readonly to: string };
    /** What comes about without it. */
    readonly reason: string;
}

/** Its words after the command: "-C" asks for it, "-I" puts it first, "-D" takes one away. */
export const guardWords = (
    { table, chain, match }: GuardRule,
    action: "-C" | "-I" | "-D",
): readonly string[] => [...tableWords(table), action, chain, ...match];

export const tableWords = (table: GuardRule["table"]): readonly string[] =>
    table === undefined ? [] : ["-t", table];

/** A rule as it is typed. */
export const guardLine = (rule: GuardRule, action: "-C" | "-I" | "-D" = "-I"): string =>
    [rule.command, ...guardWords(rule, action)]
        .map((word) => (word.includes(" ") ? `'${word}'` : word))
        .join(" ");

/** Taps of guests; libvirt calls each one so. */
const TAPS = "vnet+";

/** Bridges of libvirt's networks, as it names them. */
const BRIDGES = "virbr+";

/**
 * Whether a DHCP message is in another name (chaddr) than the frame that it came in: classic BPF, an instruction a line,
 * as `tcpdump -ddd` writes it. What lies before IP is at -0x200000 (SKF_LL_OFF, linux/filter.h).
 */
const IN_ANOTHER_NAME = [
    "177 0 0 0", // x = length of IP's header
    "64 0 0 36", // first 4 bytes of chaddr, behind 8 of UDP and 28 of BOOTP
    "7 0 0 0", // to x
    "32 0 0 4292870150", // first 4 bytes of the frame's sender
    "29 0 4 0", // others: match
    "177 0 0 0", // the same of the last 2 bytes
    "72 0 0 40",
    "7 0 0 0",
    "40 0 0 4292870154",
    "29 1 0 0", // equal: no match
    "6 0 0 1", // match
    "6 0 0 0", // no match
];

/**
 * What no filter of libvirt's can see. A bridge never sends on frames to the addresses of link control
 * (01:80:c2:00:00:00 to 0f, IEEE 802.1D): Linux hands them to the tap itself, past the bridge and so past libvirt's rules,
 * and whatever is in them to the host's IP. Nothing that is meant for a tap itself is ever right: guests speak to bridges.
 *
 * And filters hold a guest to its MAC address in the frame, not in the DHCP message inside.
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
        reason: "the host tells the guest of each tap's IPv6 address",
    },
    {
        command: "arptables",
        chain: "INPUT",
        match: ["-i", TAPS, "-j", "DROP"],
        way: { from: TAPS },
        reason: "the host answers which addresses are its own",
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
        reason: "a guest speaks to DHCP in another's name: it gives back that one's lease, or has its address refused to it for ten minutes",
    },
];
