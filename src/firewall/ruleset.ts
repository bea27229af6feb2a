/** A packet filter as one program lists it: chains, and the hooks where the kernel enters them. */
export interface Ruleset {
    /** "iptables", or nft's name for the table: "ip libvirt_network". */
    readonly name: string;
    readonly chains: ReadonlyMap<string, readonly PacketRule[]>;
    readonly bases: readonly BaseChain[];
}

export interface BaseChain {
    readonly chain: string;
    /** As nft writes it: "forward", "prerouting". */
    readonly hook: string;
    /** Whether its policy refuses packets that no rule decides about. */
    readonly refuses: boolean;
    /** The interfaces it is bound to; all, when empty. */
    readonly devices: readonly string[];
}

/** The parts of a rule that decide what passes between interfaces. */
export interface PacketRule {
    readonly text: string;
    readonly from: InterfaceMatch | undefined;
    readonly to: InterfaceMatch | undefined;
    /** Whether it has conditions besides interfaces. */
    readonly isConditional: boolean;
    readonly verdict: Verdict;
}

export interface InterfaceMatch {
    /** A name, or a prefix with "+" after it. */
    readonly name: string;
    readonly isNegated: boolean;
}

/** "pass" for a rule that decides nothing, or only about packets of accepted connections. */
export type Verdict =
    | { readonly kind: "accept" | "refuse" | "return" | "pass" }
    | { readonly kind: "jump"; readonly chain: string };

/** Whether a rule for these connection states can accept the first packet of a connection. */
export const isForNewConnections = (states: readonly string[]): boolean =>
    states.some((state) => !["established", "related", "invalid"].includes(state.toLowerCase()));
