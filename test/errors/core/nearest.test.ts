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
])("%s was probably meant to be %s", (word, meant) => {
    expect(nearest(word, KNOWN)).toBe(meant);
});

test.each(["colour", "ram", "x", "", "everything"])("nothing is near %j", (word) => {
    expect(nearest(word, KNOWN)).toBeUndefined();
});

test("the beginning of several is none of them", () => {
    expect(nearest("screen", ["screenPassword", "screenSocket"])).toBeUndefined();
});

test("one letter of three in its place is no likeness", () => {
    expect(nearest("ram", ["hal"])).toBeUndefined();
});

test("of nothing known nothing is near", () => {
    expect(nearest("name", [])).toBeUndefined();
});
