import { withDefaults } from "../../../src/provider/lifecycle/defaults";
import { changesBetween, costlyChanges, withChanges } from "../../../src/provider/lifecycle/diff";
import { UNKNOWN, type Properties } from "../../../src/provider/lifecycle/wire";
import { Domain } from "../../../src/schema/domain/domain";
import { Volume } from "../../../src/schema/volume/volume";

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
    const found = changesBetween(olds, news).map(({ path, kind }) => [path, kind]);
    expect(found).toEqual(changes);
});

test.each([
    ["a.b", { a: { b: 1 } }, ["a", "b"]],
    ["a[0].b", { a: [{ b: 1 }] }, ["a"]],
    ['a["b.c"]', { a: { "b.c": 1 } }, ["a", "b.c"]],
])("names the keys down to %s, not into a list", (path, olds, keys) => {
    const emptied = JSON.parse(JSON.stringify(olds).replace("1", "2")) as unknown;
    const [change] = changesBetween(olds, emptied);
    expect(change).toEqual({ path, keys, kind: "update", old: 1, value: 2 });
});

describe("changes that cost something", () => {
    const volume = { pool: "images", source: { file: "/a", sha256: "1" }, capacityBytes: 1 };

    test.each([
        ["replace", { ...volume, pool: "other" }, ["pool"]],
        ["live", { ...volume, capacityBytes: 2 }, ["capacityBytes"]],
    ])("%s", (effect, news, paths) => {
        const changes = costlyChanges(Volume, volume, news);
        expect(changes.map((change) => change.path)).toEqual(paths);
        expect(changes.map((change) => change.effect)).toEqual([effect]);
    });

    test("are none where the host is not affected", () => {
        const { capacityBytes: _size, ...rest } = volume;
        const news = { ...rest, source: { file: "/b", sha256: "1" } };
        expect(costlyChanges(Volume, volume, news)).toEqual([]);
    });

    test("replace when a replaceWhenUnknown field becomes unknown", () => {
        const olds = { disks: { hda: { file: "/a" } } };
        const effectsOf = (news: Properties) =>
            costlyChanges(Domain, olds, news).map(({ effect }) => effect);
        expect(effectsOf({ disks: UNKNOWN })).toEqual(["replace"]);
        expect(effectsOf({ disks: { hda: { file: UNKNOWN } } })).toEqual(["restart"]);
    });

    test("are none for a new field with the old behaviour as default", () => {
        const olds = { memoryMiB: 256 };
        const news = withDefaults(Domain.inputs, olds, {}) as Properties;
        expect(costlyChanges(Domain, olds, news)).toEqual([]);
    });
});

test("applies changes at their paths", () => {
    const olds = { a: { b: 1, c: 2 }, d: 3 };
    const news = { a: { b: 2 }, e: { f: 4 } };
    expect(withChanges(olds, changesBetween(olds, news))).toEqual(news);
});
