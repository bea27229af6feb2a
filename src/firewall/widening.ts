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
 * The differences that make found rules let more pass than the expected ones; undefined if there are none. An extra rule that
 * drops or a missing rule that accepts never lets more pass.
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

/** Rules of one list that the other lacks, counting duplicates. */
function without(these: readonly Rule[], those: readonly Rule[]): Rule[] {
    const unmatched = those.map(textOf);
    return these.filter(({ text }) => {
        const at = unmatched.indexOf(text);
        if (at >= 0) unmatched.splice(at, 1);
        return at < 0;
    });
}

const textOf = ({ text }: Rule) => text;
