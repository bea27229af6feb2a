import { nearest } from "../../../src/errors";

const KNOWN = ["count", "network", "memoryMiB", "vcpus"];

test.each([
    ["cuont", "count"],
    ["Network", "network"],
    ["netwrok", "network"],
    ["memory", "memoryMiB"],
    ["memoryMb", "memoryMiB"],
    ["memorymib", "memoryMiB"],
    ["cpu", "vcpus"],
    ["networks", "network"],
])("takes %s for %s", (word, meant) => {
    expect(nearest(word, KNOWN)).toBe(meant);
});

test.each(["colour", "ram", "x", "", "everything"])("finds no word like %j", (word) => {
    expect(nearest(word, KNOWN)).toBeUndefined();
});

test("chooses none of several words with the same beginning", () => {
    expect(nearest("screen", ["screenPassword", "screenSocket"])).toBeUndefined();
});

test("does not match words that share one letter of three", () => {
    expect(nearest("ram", ["hal"])).toBeUndefined();
});

test("finds no word among none", () => {
    expect(nearest("name", [])).toBeUndefined();
});
