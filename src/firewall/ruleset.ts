/** A packet filter as one program lists it: chains, and where the kernel enters them. */
export interface Ruleset {
    /** "iptables", or nft's name of the table: "ip libvirt_network". */
    readonly name: string;
    readonly chains: ReadonlyMap<string, readonly PacketRule[]>;
    readonly bases: readonly BaseChain[];
}

export interface BaseChain {
    readonly chain: string;
    /** In nft's words: "forward", "prerouting". */
    readonly hook: string;
    /** Whether packets that no rule decides about are refused. */
    readonly refuses: boolean;
    /** The interfaces it is bound to; all, when empty. */
    readonly devices: readonly string[];
}

/** A rule, as far as it decides what passes between interfaces. */
export interface PacketRule {
    readonly text: string;
    readonly from: InterfaceMatch | undefined;
    readonly to: InterfaceMatch | undefined;
    /** Whether it matches on more than interfaces. */
    readonly isConditional: boolean;
    readonly verdict: Verdict;
}

export interface InterfaceMatch {
    /** A name, or the beginning of names with "+" after it. */
    readonly name: string;
    readonly isNegated: boolean;
}

/** "pass" for a rule that decides nothing, or only about packets of connections that were let through before. */
export type Verdict =
    | { readonly kind: "accept" | "refuse" | "return" | "pass" }
    | { readonly kind: "jump"; readonly chain: string };

/** Whether a rule for these states of connections can be the first to let a packet through. */
export const isForNewConnections = (states: readonly string[]): boolean =>
    states.some((state) => !["established", "related", "invalid"].includes(state.toLowerCase()));
