import { nameProblem } from "../../../../src/provider/imageImport/folder/windowsNames";

const NO_PLACE = "has a character in its name that a CD cannot hold";

test.each([
    "a",
    "SETUP.EXE",
    "Read me — first.txt",
    " leading",
    "a=b",
    "-o",
    "console",
    "com10",
    "nul x.txt",
    "x".repeat(64),
])("accepts the name %j", (name) => expect(nameProblem(name)).toBeUndefined());

test.each<readonly [string, string]>([
    ["x".repeat(65), "has a name of 65 characters, and a CD allows 64"],
    ...["\\", "/", ":", "*", "?", '"', "<", ">", "|", ";"].map(
        (char) => [`a${char}`, `has ${JSON.stringify(char)} in its name`] as const,
    ),
    ["a\nb", NO_PLACE],
    ["\u{1f600}", NO_PLACE],
    ["not utf-8 \ufffd", NO_PLACE],
    ["dot.", "has a name that ends with a dot or a space"],
    ["space ", "has a name that ends with a dot or a space"],
    ["NUL", "has the name of a device"],
    ["com1.txt", "has the name of a device"],
    ["nul .txt", "has the name of a device"],
    ["con  .a.b", "has the name of a device"],
])("refuses the name %j", (name, problem) => expect(nameProblem(name)).toBe(problem));
