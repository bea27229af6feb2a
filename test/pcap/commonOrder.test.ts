import * as fc from "fast-check";
import { inCommonOrder } from "../../src/pcap";

const tap = (name: string, words: string, time = 1n) =>
    words.split(" ").map((word) => ({ name, frame: Buffer.from(word), microseconds: time }));

const order = (...taps: ReturnType<typeof tap>[]) =>
    inCommonOrder(taps)
        .map(({ name, frame }) => `${name}:${frame.toString()}`)
        .join(" ");

test("what both saw stands together, and what came before it before it", () => {
    expect(
        order(tap("a", "ask1 answer1 ask2 answer2"), tap("b", "own1 ask1 answer1 ask2 own2")),
    ).toBe("b:own1 a:ask1 b:ask1 a:answer1 b:answer1 a:ask2 b:ask2 a:answer2 b:own2");
});

test("what nothing decides goes by time", () => {
    expect(order(tap("a", "late1 late2", 9n), tap("b", "early1 early2", 3n))).toBe(
        "b:early1 b:early2 a:late1 a:late2",
    );
});

test("what was seen twice decides nothing", () => {
    expect(order(tap("a", "same x same", 1n), tap("b", "y same", 2n))).toBe(
        "a:same a:x a:same b:y b:same",
    );
});

test("one tap, or none, is as it is", () => {
    expect(order(tap("a", "1 2 3"))).toBe("a:1 a:2 a:3");
    expect(inCommonOrder([])).toEqual([]);
    expect(order([], tap("b", "1 2"), [])).toBe("b:1 b:2");
});

test("three taps: each keeps its own order, whatever they have in common", () => {
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
