import { resources } from "../../../src/schema";
import { effectOf, isOffHost } from "../../../src/schema/core/effects";
import { fieldsOf } from "../fields";

describe.each(resources.map((resource) => [resource.token, resource] as const))(
    "%s",
    (_token, { inputs, effects }) => {
        const fields = fieldsOf(inputs);

        test.each(fields)("it is said what a change of %s costs", (path) => {
            const keys = path.split(".");
            expect(() => effectOf(effects, { keys, path, kind: "update" })).not.toThrow();
        });

        test.each(Object.keys(inputs.shape))(
            "it is said what it costs when all of %s is open",
            (key) => {
                expect(() =>
                    effectOf(effects, { keys: [key], path: key, kind: "update" }),
                ).not.toThrow();
            },
        );

        test("every row is about a field", () => {
            const leadsNowhere = (row: string) =>
                !fields.some((field) => field === row || field.startsWith(`${row}.`));
            expect(Object.keys(effects).filter(leadsNowhere)).toEqual([]);
        });
    },
);

const table = {
    name: "replace",
    disks: "restart",
    "disks.*.file": "live",
    password: { add: "restart", update: "live", delete: "restart" },
    seed: "none",
} as const;

test.each([
    ["name", ["name"], "update", "replace"],
    ["disks.hda", ["disks", "hda"], "add", "restart"],
    ["disks.hda.bus", ["disks", "hda", "bus"], "update", "restart"],
    ["disks.hda.file", ["disks", "hda", "file"], "delete", "live"],
    ["password", ["password"], "add", "restart"],
    ["password", ["password"], "update", "live"],
] as const)("%s %s: the %s costs %s", (path, keys, kind, effect) => {
    expect(effectOf(table, { keys, path, kind })).toBe(effect);
});

test("a field without a row is a bug", () => {
    expect(() => effectOf(table, { keys: ["other"], path: "other", kind: "add" })).toThrow(
        new Error("no row says what a change of other costs"),
    );
});

test.each([
    ["seed", true],
    ["name", false],
    ["other", false],
])("%s is off the host: %s", (key, off) => {
    expect(isOffHost(table, [key])).toBe(off);
});
