import * as errors from "../errors";
import type { Weakness } from "../errors";
import { passageOf, type IsExpected, type Passage, type Way } from "./passage";
import type { PacketRule, Ruleset } from "./ruleset";

export interface RoutedBridge {
    readonly bridge: string;
    /** The subnet whose packets the host should route, if the network has a way out. */
    readonly leadsOut: string | undefined;
}

/**
 * Checks that the host refuses to route from and to a bridge. Each packet passes every base chain, so one that refuses is
 * enough. Within a chain the first rule that accepts decides.
 */
export function checkForwarding(
    { bridge, leadsOut }: RoutedBridge,
    rulesets: readonly Ruleset[],
): Weakness[] {
    const ways: readonly Way[] = [{ to: bridge }, { from: bridge }];
    const passages = ways.map((way) =>
        strictestPassage(rulesets, way, isExpectedOn(way, leadsOut)),
    );
    if (passages.some((one) => one === undefined)) return [errors.firewallFlushed({ bridge })];
    const rules = [...new Set(passages.flatMap((one) => one?.accepting ?? []))];
    return rules.length === 0 ? [] : [errors.firewallBypassed({ bridge, rules })];
}

/** The passage through the strictest base chain; undefined if none refuses. */
function strictestPassage(
    rulesets: readonly Ruleset[],
    way: Way,
    isExpected: IsExpected,
): Passage | undefined {
    const passages = rulesets.flatMap((one) =>
        one.bases
            .filter(({ hook }) => hook === "forward")
            .map((base) => passageOf(one, base, way, isExpected)),
    );
    return passages
        .filter(({ isRefused }) => isRefused)
        .sort((a, b) => a.accepting.length - b.accepting.length)[0];
}

/** Names of chains: src/network/network_iptables.c and network_nftables.c. */
const OWN_CHAINS = /^(LIBVIRT_FW[IOX]|guest_(input|output|cross))$/;

/** Accepting rules that libvirt itself sets in its chains, for other networks and for this one's way out. */
const isExpectedOn =
    (way: Way, leadsOut: string | undefined): IsExpected =>
    (chain: string, { from, to, text }: PacketRule) => {
        if (!OWN_CHAINS.test(chain)) return false;
        const near = "from" in way ? from : to;
        const isOfOther = near === undefined && (from ?? to) !== undefined;
        return isOfOther || ("from" in way && leadsOut !== undefined && text.includes(leadsOut));
    };
