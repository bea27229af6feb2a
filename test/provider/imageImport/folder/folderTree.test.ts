import { execFileSync } from "node:child_process";
import {
    linkSync,
    mkdirSync,
    mkdtempSync,
    rmSync,
    symlinkSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTree } from "../../../../src/provider/imageImport/folder/folderTree";

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tree-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, content = "") => writeFileSync(join(folder, path), content);
const problems = async () => (await readTree(folder)).problems;

test("lists files and folders by name, with the path of their content", async () => {
    mkdirSync(join(folder, "b", "empty"), { recursive: true });
    write("b/file", "12345");
    write("a");
    symlinkSync("b/file", join(folder, "c"));
    symlinkSync("b", join(folder, "d"));
    const { entries, problems: none } = await readTree(folder);
    expect(none).toEqual([]);
    expect(
        entries.map(({ path, source, isFolder, bytes }) => [path, source, isFolder, bytes]),
    ).toEqual([
        ["a", "a", false, 0],
        ["b", "b", true, 0],
        ["b/empty", "b/empty", true, 0],
        ["b/file", "b/file", false, 5],
        ["c", "b/file", false, 5],
        ["d", "b", true, 0],
        ["d/empty", "b/empty", true, 0],
        ["d/file", "b/file", false, 5],
    ]);
});

test("accepts an empty folder", async () => {
    expect(await readTree(folder)).toEqual({ entries: [], problems: [] });
});

test("follows a link to the folder itself", async () => {
    write("a");
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    try {
        expect((await readTree(link)).entries.map(({ path }) => path)).toEqual(["a"]);
    } finally {
        rmSync(link);
    }
});

test.each<[string, () => void, string]>([
    [
        "a link out of it",
        () => symlinkSync("/etc/hostname", join(folder, "x")),
        '"x" is a link that leads out of the folder',
    ],
    [
        "a link beside it",
        () => symlinkSync(`../${"y".repeat(9)}`, join(folder, "x")),
        '"x" is a link to nothing',
    ],
    ["a link to itself", () => symlinkSync("x", join(folder, "x")), '"x" is a link to nothing'],
    [
        "a link to where it is",
        () => symlinkSync(".", join(folder, "x")),
        '"x" is a link to a folder above it',
    ],
    [
        "a pipe",
        () => execFileSync("mkfifo", [join(folder, "x")]),
        '"x" is neither a file nor a folder',
    ],
    [
        "a file of 4 GiB",
        () => (write("x"), truncateSync(join(folder, "x"), 2 ** 32)),
        '"x" is larger than 4 GiB',
    ],
    ["a colon in a name", () => write("a:b"), '"a:b" has ":" in its name'],
    [
        "two names that are one to Windows",
        () => (write("A"), write("a")),
        '"a" differs from another name only in case',
    ],
])("reports %s", async (_what, make, problem) => {
    make();
    expect(await problems()).toEqual([problem]);
});

test("reports a path that Windows cannot open once, without what is below it", async () => {
    const deep = Array.from({ length: 5 }, () => "d".repeat(60)).join("/");
    mkdirSync(join(folder, deep, "below"), { recursive: true });
    expect(await problems()).toEqual([
        `${JSON.stringify(deep)} has a path of 304 characters, and Windows allows 256`,
    ]);
});

test("refuses more than 20,000 files and folders", async () => {
    write("0");
    for (let index = 1; index <= 20_001; index += 1) {
        linkSync(join(folder, "0"), join(folder, String(index)));
    }
    expect(await problems()).toEqual(["it has more than 20000 files and folders"]);
});
