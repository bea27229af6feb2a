import { expand, MACHINE_NAME } from "../../src/xp/machineNames";

const formerNames = (machines: Parameters<typeof expand>[0]) =>
    Object.fromEntries(expand(machines).map(({ name, formerNames }) => [name, formerNames]));

test("names a machine without count after its key, formerly perhaps the first of several", () => {
    expect(expand({ b: {}, a: { count: undefined } })).toEqual([
        { name: "b", formerNames: ["b-1"], settings: {} },
        { name: "a", formerNames: ["a-1"], settings: { count: undefined } },
    ]);
});

test("numbers from 1 without padding; the first perhaps had no number before", () => {
    const settings = { count: 11 };
    expect(expand({ xp: settings })).toEqual(
        Array.from({ length: 11 }, (_, index) => ({
            name: `xp-${index + 1}`,
            formerNames: index === 0 ? ["xp"] : [],
            settings,
        })),
    );
});

test.each([
    ["one", { sick: { formerNames: ["patient"] } }, { sick: ["patient", "sick-1", "patient-1"] }],
    [
        "several",
        { sick: { count: 3, formerNames: ["patient"] } },
        {
            "sick-1": ["patient-1", "sick", "patient"],
            "sick-2": ["patient-2"],
            "sick-3": ["patient-3"],
        },
    ],
    [
        "one that was among several",
        { sick: { formerNames: ["patient-2"] } },
        { sick: ["patient-2", "sick-1", "patient-2-1"] },
    ],
    [
        "one that was renamed twice",
        { c: { formerNames: ["b", "a"] } },
        { c: ["b", "a", "c-1", "b-1", "a-1"] },
    ],
])("handles a rename of %s", (_what, machines, expected) => {
    expect(formerNames(machines)).toEqual(expected);
});

test("does not guess a former name that is a machine or another machine's former name", () => {
    expect(formerNames({ a: {}, "a-1": {} })).toEqual({ a: [], "a-1": ["a-1-1"] });
    expect(formerNames({ a: {}, b: { formerNames: ["a-1"] } })).toEqual({
        a: [],
        b: ["a-1", "b-1", "a-1-1"],
    });
});

test.each([
    ["xp", true],
    ["x-1", true],
    ["1x", false],
    ["-x", false],
    ["XP", false],
    ["x_p", false],
    ["", false],
])("accepts %s as a machine's name: %s", (name, answer) => {
    expect(MACHINE_NAME.test(name)).toBe(answer);
});
