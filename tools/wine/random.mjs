// @ts-check

/**
 * Random choices that a seed repeats (Mulberry32).
 * @param {number} seed
 */
export function randomFrom(seed) {
    let state = seed;
    const below = (/** @type {number} */ limit) => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    };
    /** @template T @param {ArrayLike<T>} from @returns {T} */
    const pick = (from) => /** @type {T} */ (from[below(from.length)]);
    return {
        below,
        pick,
        /** @param {readonly string[]} characters @param {number} most */
        text: (characters, most) =>
            Array.from({ length: 1 + below(most) }, () => pick(characters)).join(""),
    };
}
