import { createHash } from "node:crypto";

/**
 * Merges the frames of several taps into one order. Each tap's own order stays. A frame that two taps saw passed both at
 * the same time, so frames that either saw before it come before frames that either saw after it. The rest is ordered by
 * time.
 */
export function inCommonOrder<T extends Seen>(taps: readonly (readonly T[])[]): T[] {
    return taps.reduce<T[]>((merged, tap) => mergedPair(merged, tap), []);
}

export interface Seen {
    readonly frame: Buffer;
    readonly microseconds: bigint;
}

function mergedPair<T extends Seen>(left: readonly T[], right: readonly T[]): T[] {
    if (left.length === 0 || right.length === 0) return [...left, ...right];
    const merged: T[] = [];
    let [leftAt, rightAt] = [0, 0];
    for (const [leftMatch, rightMatch] of commonIn(left, right)) {
        between(leftMatch, rightMatch);
        between(leftMatch + 1, rightMatch + 1);
    }
    between(left.length, right.length);
    return merged;

    function between(leftEnd: number, rightEnd: number): void {
        while (leftAt < leftEnd || rightAt < rightEnd) {
            const [mine, theirs] = [left[leftAt], right[rightAt]];
            const isMine =
                rightAt >= rightEnd ||
                (leftAt < leftEnd && (mine?.microseconds ?? 0n) <= (theirs?.microseconds ?? 0n));
            const next = isMine ? mine : theirs;
            if (next !== undefined) merged.push(next);
            if (isMine) leftAt += 1;
            else rightAt += 1;
        }
    }
}

type Match = readonly [left: number, right: number];

/**
 * The most frames that both saw in the same order: the longest increasing sequence of the frames that each saw exactly
 * once ("patience diff").
 */
function commonIn(left: readonly Seen[], right: readonly Seen[]): Match[] {
    const [mine, theirs] = [onceSeen(left), onceSeen(right)];
    const matches = [...mine].flatMap(([digest, at]): Match[] => {
        const other = theirs.get(digest);
        return other === undefined ? [] : [[at, other]];
    });
    return longestRising(matches);
}

function onceSeen(seen: readonly Seen[]): Map<string, number> {
    const places = new Map<string, number>();
    const twice = new Set<string>();
    seen.forEach(({ frame }, at) => {
        const digest = createHash("sha1").update(frame).digest("base64");
        if (places.has(digest)) twice.add(digest);
        places.set(digest, at);
    });
    for (const digest of twice) places.delete(digest);
    return places;
}

/** The longest sequence of matches that increases on the right; they increase on the left already. */
function longestRising(matches: readonly Match[]): Match[] {
    interface Step {
        readonly match: Match;
        readonly before: Step | undefined;
    }
    const ends: Step[] = [];
    for (const match of matches) {
        let [low, high] = [0, ends.length];
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((ends[middle]?.match[1] ?? Infinity) < match[1]) low = middle + 1;
            else high = middle;
        }
        ends[low] = { match, before: ends[low - 1] };
    }
    const row: Match[] = [];
    for (let step = ends.at(-1); step !== undefined; step = step.before) row.push(step.match);
    return row.reverse();
}
