import { parse } from "../../../src/xml/tree/parse";
import { all, attributesAt, first, textAt } from "../../../src/xml/tree/query";

const root = parse("<d><n>xp</n><x><i k='1'/><i k='2'/></x><x><i k='3'/>t</x></d>");
const keysOf = (elements: ReturnType<typeof all>) =>
    elements.map(({ attributes }) => attributes["k"]);

test("finds all elements at a path, in their order", () => {
    expect(keysOf(all(root, "x", "i"))).toEqual(["1", "2", "3"]);
    expect(all(root, "x", "none", "i")).toEqual([]);
    expect(all(root)).toEqual([root]);
});

test("finds the first", () => {
    expect(first(root, "x", "i")?.attributes).toEqual({ k: "1" });
    expect(first(root, "i")).toBeUndefined();
});

test("finds a text", () => {
    expect(textAt(root, "n")).toBe("xp");
    expect(textAt(root, "x", "i")).toBe("");
    expect(textAt(root, "none")).toBeUndefined();
});

test("finds attributes", () => {
    expect(attributesAt(root, "x", "i")).toEqual({ k: "1" });
    expect(attributesAt(root, "none")).toEqual({});
});
