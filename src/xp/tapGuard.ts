/** A rule of the host's own firewall, in the words of iptables and its like. */
export interface GuardRule {
    readonly command: "iptables" | "ip6tables" | "arptables";
    readonly table?: "raw";
    readonly chain: "PREROUTING" | "INPUT" | "OUTPUT";
    readonly match: readonly string[];
    /** What comes about without it. */
    readonly reason: string;
}

/** Its words after the command: "-C" asks for it, "-I" puts it first, "-D" takes one away. */
export const guardWords = (
    { table, chain, match }: GuardRule,
    action: "-C" | "-I" | "-D",
): readonly string[] => [...(table === undefined ? [] : ["-t", table]), action, chain, ...match];

/** Taps of guests; libvirt calls each one so. */
const TAPS = "vnet+";

/**
 * What no filter of libvirt's can see. A bridge never sends on frames to the addresses of link control
 * (01:80:c2:00:00:00 to 0f, IEEE 802.1D): Linux hands them to the tap itself, past the bridge and so past libvirt's rules,
 * and whatever is in them to the host's IP. Nothing that is meant for a tap itself is ever right: guests speak to bridges.
 */
export const TAP_GUARD: readonly GuardRule[] = [
    {
        command: "iptables",
        table: "raw",
        chain: "PREROUTING",
        match: ["-i", TAPS, "-j", "DROP"],
        reason: "a datagram to any address of the host reaches its sockets",
    },
    {
        command: "ip6tables",
        table: "raw",
        chain: "PREROUTING",
        match: ["-i", TAPS, "-j", "DROP"],
        reason: "a datagram reaches the host by the IPv6 address that Linux gives each tap",
    },
    {
        command: "ip6tables",
        table: "raw",
        chain: "OUTPUT",
        match: ["-o", TAPS, "-j", "DROP"],
        reason: "the host tells the guest of each tap's IPv6 address",
    },
    {
        command: "arptables",
        chain: "INPUT",
        match: ["-i", TAPS, "-j", "DROP"],
        reason: "the host answers which addresses are its own",
    },
];
