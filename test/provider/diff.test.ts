import { changesBetween, propertyOf } from "../../src/provider/diff";

test.each<[string, unknown, unknown, [string, string][]]>([
    ["nothing", { a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 }, []],
    ["a value", { a: 1 }, { a: 2 }, [["a", "update"]]],
    ["a new field", {}, { a: 1 }, [["a", "add"]]],
    ["a lost field", { a: 1 }, {}, [["a", "delete"]]],
    ["deep in a record", { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, [["a.b.c", "update"]]],
    ["in a list", { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 3 }] }, [["a[1].b", "update"]]],
    ["a list's length", { a: [1] }, { a: [1, 2] }, [["a", "update"]]],
    ["a kind", { a: { b: 1 } }, { a: [1] }, [["a", "update"]]],
    ["a key with a dot", { a: { "b.c": 1 } }, { a: { "b.c": 2 } }, [['a["b.c"]', "update"]]],
    ["a key with a quote", { a: {} }, { a: { 'b"': 2 } }, [['a["b\\""]', "add"]]],
    [
        "several",
        { a: 1, b: 2 },
        { b: 3, c: 4 },
        [
            ["a", "delete"],
            ["b", "update"],
            ["c", "add"],
        ],
    ],
    ["notes alone", { a: 1, __defaults: ["a"] }, { a: 1, s: {}, __seen: "1" }, [["s", "add"]]],
    ["notes within", { a: [{ __seen: "1" }] }, { a: [{ __seen: "2" }] }, []],
])("finds %s", (_what, olds, news, changes) => {
    expect(changesBetween(olds, news)).toEqual(changes.map(([path, kind]) => ({ path, kind })));
});

test.each([
    ["a", "a"],
    ["a.b.c", "a"],
    ["a[1].b", "a"],
    ['a["b.c"]', "a"],
])("%s is part of %s", (path, property) => {
    expect(propertyOf(path)).toBe(property);
});
