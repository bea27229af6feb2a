import { closest, distance } from "fastest-levenshtein";

/** The known word that was probably meant; undefined if none is similar. */
export function nearest(word: string, known: readonly string[]): string | undefined {
    if (known.length === 0) return undefined;
    const lower = word.toLowerCase();
    const begun = known.filter((one) => isBegun(lower, one.toLowerCase()));
    if (begun.length === 1) return begun[0];
    const near = closest(
        lower,
        known.map((one) => one.toLowerCase()),
    );
    return isNear(lower, near) ? known.find((one) => one.toLowerCase() === near) : undefined;
}

/** "memory" for "memoryMiB", or the other way round. */
const isBegun = (one: string, other: string) =>
    Math.min(one.length, other.length) >= 3 && (one.startsWith(other) || other.startsWith(one));

/** One or two typing errors, or one letter in three. Not every letter may differ, nor the first and all others except one. */
function isNear(one: string, other: string): boolean {
    const slips = distance(one, other);
    const [shorter = 0, longer = 0] = [one.length, other.length].sort((a, b) => a - b);
    const isLike = longer - slips > 1 || one[0] === other[0];
    return slips <= Math.max(2, Math.floor(longer / 3)) && slips < shorter && isLike;
}
