import { expand, MACHINE_NAME } from "../../src/xp/machineNames";

test("a machine without count has its key's name", () => {
    expect(expand({ b: {}, a: { count: undefined } })).toEqual([
        { name: "b", settings: {} },
        { name: "a", settings: { count: undefined } },
    ]);
});

test("count numbers from 1, never padded, and the first is the alias of what was there", () => {
    const settings = { count: 11 };
    const numbered = expand({ xp: settings });
    expect(numbered[0]).toEqual({ name: "xp-1", alias: "xp", settings });
    expect(numbered.slice(1)).toEqual(
        [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((number) => ({ name: `xp-${number}`, settings })),
    );
});

test.each([
    ["xp", true],
    ["x-1", true],
    ["1x", false],
    ["-x", false],
    ["XP", false],
    ["x_p", false],
    ["", false],
])("%s is a machine's name: %s", (name, answer) => {
    expect(MACHINE_NAME.test(name)).toBe(answer);
});
