import { anchorOf, cell, described } from "../../../tools/generate/markdown/field";

test.each([
    ["Memory in MiB. Default: 256.", { text: "Memory in MiB.", default: "256" }],
    [
        "A size. Default: that of the source; required without one.",
        { text: "A size.", default: "that of the source; required without one" },
    ],
    ["Name of the pool.", { text: "Name of the pool.", default: undefined }],
    ["Default: none of its text.", { text: "Default: none of its text.", default: undefined }],
])("%p is split at its default", (description, parts) => {
    expect(described(description)).toEqual(parts);
});

test("a bar does not end a cell", () => {
    expect(cell("string | null")).toBe("string \\| null");
});

test.each([
    ["`disks.*` of Domain", "disks-of-domain"],
    ["xplab guard", "xplab-guard"],
])("a link to %p has GitHub's name for it", (heading, anchor) => {
    expect(anchorOf(heading)).toBe(anchor);
});
