import type { BaseChain, InterfaceMatch, PacketRule, Ruleset } from "./ruleset";

/** Packets from an interface or to it. A "+" after the name matches all names that begin so. */
export type Way = { readonly from: string } | { readonly to: string };

export interface Passage {
    /** Whether packets that go this way are refused in the end. */
    readonly isRefused: boolean;
    /** Earlier rules that accept some of them. */
    readonly accepting: readonly string[];
}

/** Whether a rule of a chain should accept packets. */
export type IsExpected = (chain: string, rule: PacketRule) => boolean;

/** What a base chain does with packets that go one way. */
export function passageOf(
    { chains }: Ruleset,
    { chain, refuses }: BaseChain,
    way: Way,
    isExpected: IsExpected = () => false,
): Passage {
    const past: string[] = [];
    const visited = new Set<string>();
    const refusedIn = (name: string): boolean => {
        // The kernel has no loops of chains, but a listing that changed meanwhile may show one.
        if (visited.has(name)) return false;
        visited.add(name);
        const left: string[] = [];
        for (const rule of chains.get(name) ?? []) {
            const hit = hitOf(rule, way);
            if (hit === "none") continue;
            const { verdict } = rule;
            if (verdict.kind === "accept" && !isExpected(name, rule)) past.push(rule.text);
            if (verdict.kind === "return") left.push(rule.text);
            const isRefused =
                verdict.kind === "refuse" || (verdict.kind === "jump" && refusedIn(verdict.chain));
            if (isRefused && hit === "all") {
                past.push(...left);
                return true;
            }
        }
        visited.delete(name);
        return false;
    };
    const isRefused = refusedIn(chain) || refuses;
    return { isRefused, accepting: isRefused ? past : [] };
}

/** Whether the first rule of a chain that decides about packets this way accepts them. */
export function acceptsFirst({ chains }: Ruleset, chain: string, way: Way): boolean {
    const deciding = (chains.get(chain) ?? []).find(
        (rule) => hitOf(rule, way) !== "none" && ["accept", "refuse"].includes(rule.verdict.kind),
    );
    return deciding?.verdict.kind === "accept";
}

type Hit = "all" | "some" | "none";

/** How many of the packets that go this way a rule matches. */
function hitOf({ from, to, isConditional }: PacketRule, way: Way): Hit {
    const [near, far, name] = "from" in way ? [from, to, way.from] : [to, from, way.to];
    // Traffic between guests on one bridge.
    if (far !== undefined && !far.isNegated && far.name === name) return "none";
    const hit = near === undefined ? "all" : hitOfMatch(near, name);
    return hit === "all" && (isConditional || far !== undefined) ? "some" : hit;
}

function hitOfMatch({ name, isNegated }: InterfaceMatch, wanted: string): Hit {
    if (covers(name, wanted)) return isNegated ? "none" : "all";
    if (covers(wanted, name)) return "some";
    return isNegated ? "all" : "none";
}

const covers = (pattern: string, name: string): boolean =>
    pattern.endsWith("+") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
