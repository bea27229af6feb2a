import { z } from "zod";
import { failuresOf } from "../../../src/schema/core/failures";

const OPEN = "open";
const isOpen = (value: unknown) => value === OPEN;

const Nic = z.strictObject({ mac: z.string().regex(/^[0-9a-f:]+$/, "must be a MAC address") });
const Shape = z.strictObject({
    name: z.string().min(1, "must not be empty"),
    size: z.int().positive().max(10).optional(),
    share: z.number().min(0).lt(1).optional(),
    kind: z.enum(["one", "two"]).optional(),
    on: z.boolean().optional(),
    parts: z.array(z.int().min(1)).max(2, "must be at most 2 parts").optional(),
    nics: z.record(z.string().regex(/^[a-z]+$/, "must be letters"), Nic).optional(),
    drives: z.partialRecord(z.enum(["fda", "fdb"]), Nic).optional(),
});
type Shape = z.infer<typeof Shape>;

const check = (value: unknown) => failuresOf(Shape, [], value, isOpen);

test("finds nothing wrong with what is right", () => {
    const value = { name: "a", size: 10, share: 0, kind: "two", on: true, parts: [1, 2] };
    expect(check({ ...value, nics: { lan: { mac: "52:54" } }, drives: {} })).toEqual([]);
});

test.each<[string, unknown, string, string]>([
    ["a missing field", {}, "name", "is required [required]"],
    ["a text", { name: 1 }, "name", "must be a text, not 1 [wrong-type]"],
    ["null", { name: null }, "name", "must be a text, not null [wrong-type]"],
    ["a sentence of the schema's own", { name: "" }, "name", "must not be empty [too-short]"],
    [
        "a whole number",
        { name: "a", size: 1.5 },
        "size",
        "must be a whole number, not 1.5 [wrong-type]",
    ],
    [
        "a number as a text",
        { name: "a", size: "5" },
        "size",
        'must be a number, not "5" [wrong-type]',
    ],
    [
        "an open bound below",
        { name: "a", size: 0 },
        "size",
        "must be more than 0, not 0 [too-small]",
    ],
    ["a bound above", { name: "a", size: 11 }, "size", "must be 10 or less, not 11 [too-large]"],
    ["a bound below", { name: "a", share: -1 }, "share", "must be 0 or more, not -1 [too-small]"],
    [
        "an open bound above",
        { name: "a", share: 1 },
        "share",
        "must be less than 1, not 1 [too-large]",
    ],
    [
        "one of a set",
        { name: "a", kind: "three" },
        "kind",
        'must be "one" or "two", not "three" [not-one-of]',
    ],
    ["a boolean", { name: "a", on: "yes" }, "on", 'must be true or false, not "yes" [wrong-type]'],
    ["a list", { name: "a", parts: {} }, "parts", "must be a list, not an object [wrong-type]"],
    ["an item", { name: "a", parts: [1, 0] }, "parts[1]", "must be 1 or more, not 0 [too-small]"],
    [
        "a list's length",
        { name: "a", parts: [1, 2, 3] },
        "parts",
        "must be at most 2 parts [too-long]",
    ],
    ["an object", { name: "a", nics: [] }, "nics", "must be an object, not a list [wrong-type]"],
    ["a nested field", { name: "a", nics: { lan: {} } }, "nics.lan.mac", "is required [required]"],
    [
        "a key",
        { name: "a", nics: { L: { mac: "0" } } },
        "nics.L",
        "has an invalid name: it must be letters [malformed-name]",
    ],
    [
        "a key whose value is open",
        { name: "a", nics: { L: OPEN } },
        "nics.L",
        "has an invalid name: it must be letters [malformed-name]",
    ],
    [
        "a key of a set",
        { name: "a", drives: { fdc: { mac: "0" } } },
        "drives.fdc",
        "is not a known property; did you mean fda? [unknown-key]",
    ],
    [
        "an unknown key",
        { name: "a", nmae: "b" },
        "nmae",
        "is not a known property; did you mean name? [unknown-key]",
    ],
    [
        "a nested unknown key",
        { name: "a", nics: { lan: { mac: "0", x: 1 } } },
        "nics.lan.x",
        "is not a known property; the only one is mac [unknown-key]",
    ],
])("judges %s", (_what, value, property, reason) => {
    expect(check(value)).toEqual([{ property, reason }]);
});

test("tells everything that is wrong at once", () => {
    expect(check({ size: "big", kind: 3, one: 1, two: 2 })).toEqual([
        { property: "name", reason: "is required [required]" },
        { property: "size", reason: 'must be a number, not "big" [wrong-type]' },
        { property: "kind", reason: 'must be "one" or "two", not 3 [not-one-of]' },
        { property: "one", reason: "is not a known property; did you mean on? [unknown-key]" },
        {
            property: "two",
            reason: "is not a known property; use name, size, share, kind, on, parts, nics or drives [unknown-key]",
        },
    ]);
});

test("passes what is open, wherever it stands", () => {
    const open = { size: OPEN, share: OPEN, kind: OPEN, on: OPEN, parts: OPEN, drives: OPEN };
    expect(check({ name: OPEN, ...open, nics: OPEN })).toEqual([]);
    expect(check({ name: OPEN, parts: [OPEN, 1], nics: { lan: OPEN } })).toEqual([]);
    expect(check({ name: OPEN, nics: { lan: { mac: OPEN } } })).toEqual([]);
});

test("still judges what stands beside something open", () => {
    expect(check({ name: OPEN, size: 11 })).toEqual([
        { property: "size", reason: "must be 10 or less, not 11 [too-large]" },
    ]);
});

describe("rules", () => {
    const nameIsKind = ({ name, kind }: Shape) =>
        name === kind ? [] : [{ path: ["name"], message: "must be the kind" }];
    const noParts = ({ parts = [] }: Shape) =>
        parts.map((_part, index) => ({ path: ["parts", index], message: "must be absent" }));

    test("all run when the shape is right", () => {
        const value = { name: "one", kind: "two", parts: [1] };
        expect(failuresOf(Shape, [nameIsKind, noParts], value, isOpen)).toEqual([
            { property: "name", reason: "must be the kind" },
            { property: "parts[0]", reason: "must be absent" },
        ]);
    });

    test("do not run when it is wrong", () => {
        const value = { name: "one", kind: "two", size: 11 };
        expect(failuresOf(Shape, [nameIsKind], value, isOpen)).toEqual([
            { property: "size", reason: "must be 10 or less, not 11 [too-large]" },
        ]);
    });

    test("say nothing of what is open", () => {
        const value = { name: OPEN, kind: "two", parts: [OPEN, 1] };
        expect(failuresOf(Shape, [nameIsKind, noParts], value, isOpen)).toEqual([
            { property: "parts[1]", reason: "must be absent" },
        ]);
    });
});

describe("the value", () => {
    const Secret = z.string().min(2, "must be at least 2 characters").meta({ secret: true });
    const Screen = z.strictObject({
        password: Secret.max(8, "must be at most 8 characters").optional().describe("Password."),
        hosts: z.record(z.string(), z.array(Secret)).optional(),
        title: z
            .string()
            .regex(/^[a-z]*$/, "must be letters")
            .optional(),
        line: z
            .string()
            .regex(/^[a-z]*$/, "must have no digits")
            .optional(),
    });
    const told = (value: unknown) =>
        failuresOf(z.strictObject({ screen: Screen }), [], { screen: value }, isOpen);

    test.each<[string, unknown, string, string]>([
        ["a password", { password: 12345678 }, "screen.password", "must be a text [wrong-type]"],
        [
            "a password's length",
            { password: "123456789" },
            "screen.password",
            "must be at most 8 characters [too-long]",
        ],
        [
            "a password in a list",
            { hosts: { a: [1] } },
            "screen.hosts.a[0]",
            "must be a text [wrong-type]",
        ],
        [
            "a password where its list is due",
            { hosts: { a: "s3cret" } },
            "screen.hosts.a",
            "must be a list [wrong-type]",
        ],
        [
            "a password where its object is due",
            "s3cret",
            "screen",
            "must be an object [wrong-type]",
        ],
        ["what is long", { title: "0".repeat(40) }, "screen.title", "must be letters [malformed]"],
        [
            "what a sentence forbids",
            { line: "1" },
            "screen.line",
            "must have no digits [malformed]",
        ],
    ])("is not named of %s", (_what, value, property, reason) => {
        expect(told(value)).toEqual([{ property, reason }]);
    });

    test("is named as it is written", () => {
        expect(told({ title: 'a\t"' })).toEqual([
            { property: "screen.title", reason: 'must be letters, not "a\\t\\"" [malformed]' },
        ]);
    });
});

test("of a word that is near one of a set, that one is proposed", () => {
    expect(check({ name: "a", kind: "tow" })).toEqual([
        {
            property: "kind",
            reason: 'must be "one" or "two", not "tow"; did you mean "two"? [not-one-of]',
        },
    ]);
});
