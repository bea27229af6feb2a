import * as fc from "fast-check";
import { inCommonOrder } from "../../src/pcap";

const tap = (name: string, words: string, time = 1n) =>
    words.split(" ").map((word) => ({ name, frame: Buffer.from(word), microseconds: time }));

const order = (...taps: ReturnType<typeof tap>[]) =>
    inCommonOrder(taps)
        .map(({ name, frame }) => `${name}:${frame.toString()}`)
        .join(" ");

test("aligns frames that both saw, with earlier frames before them", () => {
    expect(
        order(tap("a", "ask1 answer1 ask2 answer2"), tap("b", "own1 ask1 answer1 ask2 own2")),
    ).toBe("b:own1 a:ask1 b:ask1 a:answer1 b:answer1 a:ask2 b:ask2 a:answer2 b:own2");
});

test("orders the rest by time", () => {
    expect(order(tap("a", "late1 late2", 9n), tap("b", "early1 early2", 3n))).toBe(
        "b:early1 b:early2 a:late1 a:late2",
    );
});

test("ignores frames that a tap saw twice", () => {
    expect(order(tap("a", "same x same", 1n), tap("b", "y same", 2n))).toBe(
        "a:same a:x a:same b:y b:same",
    );
});

test("keeps a single tap unchanged", () => {
    expect(order(tap("a", "1 2 3"))).toBe("a:1 a:2 a:3");
    expect(inCommonOrder([])).toEqual([]);
    expect(order([], tap("b", "1 2"), [])).toBe("b:1 b:2");
});

test("keeps each of three taps' own order", () => {
    const words = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 12 });
    fc.assert(
        fc.property(words, words, words, (...lists) => {
            const taps = lists.map((list, index) =>
                list.map((word, at) => ({
                    index,
                    frame: Buffer.from(word),
                    microseconds: BigInt(at),
                })),
            );
            const merged = inCommonOrder(taps);
            expect(taps.map((_, index) => merged.filter((one) => one.index === index))).toEqual(
                taps,
            );
        }),
    );
});
