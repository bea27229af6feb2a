/** How one list of rules differs from another, each rule as a text. */
export interface Difference {
    readonly extra: readonly string[];
    readonly missing: readonly string[];
}

export interface Rule {
    readonly text: string;
    readonly isAccepting: boolean;
}

/**
 * What makes found rules let more pass than those that are expected; undefined when they do not. A rule more that drops, or
 * one less that accepts, never lets anything pass.
 */
export function widening(
    expected: readonly Rule[],
    found: readonly Rule[],
): Difference | undefined {
    const extra = without(found, expected).filter(({ isAccepting }) => isAccepting);
    const missing = without(expected, found).filter(({ isAccepting }) => !isAccepting);
    if (extra.length === 0 && missing.length === 0) return undefined;
    return { extra: extra.map(textOf), missing: missing.map(textOf) };
}

/** Those of a list for which another has none, each counted. */
function without(these: readonly Rule[], those: readonly Rule[]): Rule[] {
    const left = those.map(textOf);
    return these.filter(({ text }) => {
        const at = left.indexOf(text);
        if (at >= 0) left.splice(at, 1);
        return at < 0;
    });
}

const textOf = ({ text }: Rule) => text;
