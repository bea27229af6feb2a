import {
    defaultColumn,
    fieldLists,
    fieldTable,
    headingOf,
} from "../../../tools/generate/schema/fieldLists";
import type { JsonSchema } from "../../../tools/generate/schema/jsonSchema";

const field = (description: string): JsonSchema => ({ type: "string", description });
const many = {
    type: "object",
    description: "Four fields.",
    properties: { a: field("A."), b: field("B. Default: b."), c: field("C."), d: field("D.") },
    required: ["c"],
};

test("few fields of an object stand beside it, many in a list of their own", () => {
    const few = { type: "object", properties: { x: field("X.") }, required: ["x"] };
    const lists = fieldLists({
        properties: {
            few,
            all: {
                additionalProperties: { $ref: "#/$defs/Many" },
                description: "All. Default: none.",
            },
            rows: { type: "array", items: many },
        },
        $defs: { Many: many },
    });
    expect(lists.map(({ keys, fields }) => [keys, fields.map((one) => one.keys)])).toEqual([
        [[], [["few"], ["few", "x"], ["all"], ["rows"]]],
        [
            ["all", "*"],
            [
                ["all", "*", "a"],
                ["all", "*", "b"],
                ["all", "*", "c"],
                ["all", "*", "d"],
            ],
        ],
        [
            ["rows", "[]"],
            [
                ["rows", "[]", "a"],
                ["rows", "[]", "b"],
                ["rows", "[]", "c"],
                ["rows", "[]", "d"],
            ],
        ],
    ]);
    expect(headingOf(["rows", "[]"], "Small")).toBe("`rows[]` of Small");
});

test("what is required comes first, and a default stands in a column of its own", () => {
    const [list] = fieldLists(many);
    expect(list && fieldTable(list, [defaultColumn], "Small")).toBe(
        [
            "| field | type     | default  | description |",
            "| ----- | -------- | -------- | ----------- |",
            "| `c`   | `string` | required | C.          |",
            "| `a`   | `string` | none     | A.          |",
            "| `b`   | `string` | b        | B.          |",
            "| `d`   | `string` | none     | D.          |",
            "",
        ].join("\n"),
    );
});

test("a default that only the schema has is written as JSON", () => {
    const [list] = fieldLists({
        properties: { machines: { type: "object", description: "Machines.", default: { xp: {} } } },
    });
    expect(list?.fields[0]?.default).toBe('`{"xp":{}}`');
});
