import { randomFrom } from "../../tools/wine/random.mjs";
import { Report } from "../../tools/wine/report.mjs";

const drawn = (seed: number) => {
    const { below, text } = randomFrom(seed);
    return [...Array.from({ length: 20 }, () => below(1000)), text(["a", "b", "c"], 9)];
};

test("repeats what a seed draws, and draws other things from another one", () => {
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
    const numbers = Array.from({ length: 1000 }, (_, seed) => randomFrom(seed).below(10));
    expect(new Set(numbers).size).toBe(10);
});

test("fails if anything differs, and if nothing was compared", () => {
    const said = jest.spyOn(console, "log").mockReturnValue(undefined);
    const compared = (...pairs: [unknown, unknown][]) => {
        const report = new Report("a check");
        for (const [seen, wanted] of pairs) report.compare("a value", seen, wanted);
        return report.end();
    };
    expect([compared(), compared(["a", "a"]), compared(["a", "a"], ["a", undefined])]).toEqual([
        false,
        true,
        false,
    ]);
    expect(said.mock.calls.flat()).toEqual([
        "a check: 0 compared, 0 differ",
        "a check: 1 compared, 0 differ",
        '  a value: "a", but the product expects nothing',
        "a check: 2 compared, 1 differ",
    ]);
});
