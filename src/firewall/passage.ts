import type { BaseChain, InterfaceMatch, PacketRule, Ruleset } from "./ruleset";

/** Packets from an interface or to it; a "+" after the name stands for all that begin so. */
export type Way = { readonly from: string } | { readonly to: string };

export interface Passage {
    /** Whether what comes this way is refused in the end. */
    readonly isRefused: boolean;
    /** Rules that are asked before, and let some of it through. */
    readonly accepting: readonly string[];
}

/** Accepting rules that are meant: of a chain, and what it has of the way. */
export type IsExpected = (chain: string, rule: PacketRule) => boolean;

/** What a base chain does with all that comes one way. */
export function passageOf(
    { chains }: Ruleset,
    { chain, refuses }: BaseChain,
    way: Way,
    isExpected: IsExpected = () => false,
): Passage {
    const past: string[] = [];
    const visited = new Set<string>();
    const refusedIn = (name: string): boolean => {
        // The kernel has no loops of chains; a listing that changed meanwhile could.
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

/** Whether a chain itself lets some of what comes this way through before it refuses any. */
export function acceptsFirst({ chains }: Ruleset, chain: string, way: Way): boolean {
    const deciding = (chains.get(chain) ?? []).find(
        (rule) => hitOf(rule, way) !== "none" && ["accept", "refuse"].includes(rule.verdict.kind),
    );
    return deciding?.verdict.kind === "accept";
}

type Hit = "all" | "some" | "none";

/** How much of what comes this way a rule is for. */
function hitOf({ from, to, isConditional }: PacketRule, way: Way): Hit {
    const [near, far, name] = "from" in way ? [from, to, way.from] : [to, from, way.to];
    // Guests of one bridge among themselves.
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
