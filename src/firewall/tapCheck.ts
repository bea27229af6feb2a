import * as errors from "../errors";
import type { Weakness } from "../errors";
import type { FoundRule } from "../xml/network/networkFilterReading";
import { type ExpectedRule, expectedTapRules, matchText, type Side } from "./expectedTapRules";
import type { TapRule, TapRules } from "./tapRules";
import { widening, type Difference } from "./widening";

export interface Tap {
    readonly tap: string;
    readonly mac: string;
    readonly filter: string;
    readonly rules: readonly FoundRule[];
}

/** The chains from which libvirt jumps to a tap's rules, and the prefix of their own chain. */
const HOOKS = [
    { side: "out", chain: "PREROUTING", option: "-i", prefix: "libvirt-I-" },
    { side: "in", chain: "POSTROUTING", option: "-o", prefix: "libvirt-O-" },
] as const;

/** Compares the host's firewall rules of a tap with its filter, rule by rule. */
export function checkTap(chains: TapRules, tap: Tap): Weakness[] {
    const found = HOOKS.map((hook) => compareSide(chains, tap, hook));
    if (found.includes("unhooked")) return [errors.tapUnfiltered(tap)];
    const differences = found.filter((one) => typeof one === "object");
    if (differences.length === 0) return [];
    return [
        errors.tapWider({
            ...tap,
            extra: differences.flatMap(({ extra }) => extra),
            missing: differences.flatMap(({ missing }) => missing),
        }),
    ];
}

/** Whether frames of a tap go through chains of its own that end in a drop. */
export const isHooked = (chains: TapRules, tap: string): boolean =>
    HOOKS.every(({ chain, option, prefix }) => {
        const name = `${prefix}${tap}`;
        const hooks = chains.get(chain) ?? [];
        const at = hooks.findIndex(({ target, match }) => target === name && match[option] === tap);
        const isFirst = !hooks.slice(0, at).some((rule) => bypasses(rule, option, tap));
        return at >= 0 && isFirst && chains.get(name)?.at(-1)?.target === "DROP";
    });

/** Whether all rules are of known kinds. */
export const canCompare = (rules: readonly FoundRule[]): boolean =>
    HOOKS.every(({ side }) => expectedTapRules(rules, side, "") !== undefined);

function compareSide(
    chains: TapRules,
    { tap, mac, rules }: Tap,
    { side, chain, option, prefix }: (typeof HOOKS)[number],
): Difference | "unhooked" | undefined {
    const name = `${prefix}${tap}`;
    const hooks = chains.get(chain) ?? [];
    const at = hooks.findIndex(({ target, match }) => target === name && match[option] === tap);
    const found = chains.get(name) ?? [];
    if (at < 0 || (found.length === 0 && hasRules(rules, side))) return "unhooked";
    const before = hooks.slice(0, at).filter((rule) => bypasses(rule, option, tap));
    const expected = expectedTapRules(rules, side, mac);
    const difference = expected && compareRules(expected, found);
    if (before.length === 0) return difference;
    const { extra = [], missing = [] } = difference ?? {};
    return { extra: [...before.map(({ text }) => text), ...extra], missing };
}

const hasRules = (rules: readonly FoundRule[], side: Side) =>
    rules.some(({ direction }) => direction === side || direction === "inout");

/** Whether a rule decides about a tap's frames before the tap's own rules. libvirt's other chains belong to other taps. */
const bypasses = ({ target, match }: TapRule, option: string, tap: string) =>
    target !== "DROP" && !target.startsWith("libvirt-") && [undefined, tap].includes(match[option]);

function compareRules(expected: readonly ExpectedRule[], found: readonly TapRule[]) {
    const wanted = expected.map(({ text, target }) => ruleOf(text, target));
    const there = found.map(({ match, target }) => ruleOf(matchText(match), target));
    return widening(wanted, there) ?? compareOrder(expected, there);
}

const ruleOf = (match: string, target: string) => ({
    text: `${match} -j ${target}`.trim(),
    isAccepting: target !== "DROP",
});

/** Rules of one priority may be in any order. Another order of priorities may let more pass. */
function compareOrder(
    expected: readonly ExpectedRule[],
    found: readonly { readonly text: string }[],
): Difference | undefined {
    const priorities = new Map(
        expected.map(({ text, target, priority }) => [ruleOf(text, target).text, priority]),
    );
    const order = found.flatMap(({ text }) => priorities.get(text) ?? []);
    const isSorted = order.every((one, index) => one >= (order[index - 1] ?? -Infinity));
    return isSorted ? undefined : { extra: [], missing: [] };
}
