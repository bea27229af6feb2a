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
import { readTree } from "../../../src/provider/imageImport/folderTree";

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tree-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, content = "") => writeFileSync(join(folder, path), content);
const problems = async () => (await readTree(folder)).problems;

test("files and folders come in the order of their names, with where their content is", async () => {
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

test("an empty folder is one", async () => {
    expect(await readTree(folder)).toEqual({ entries: [], problems: [] });
});

test("a link to the folder itself leads to it", async () => {
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
        '"x" is a link to a folder that it is in',
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
    ["a name for nobody", () => write("a:b"), '"a:b" has ":" in its name'],
    [
        "two names that are one to Windows",
        () => (write("A"), write("a")),
        '"a" differs from its neighbour in upper and lower case alone',
    ],
])("%s is a problem", async (_what, make, problem) => {
    make();
    expect(await problems()).toEqual([problem]);
});

test("a path that Windows cannot open is a problem, and what is below it is not told again", async () => {
    const deep = Array.from({ length: 5 }, () => "d".repeat(60)).join("/");
    mkdirSync(join(folder, deep, "below"), { recursive: true });
    expect(await problems()).toEqual([
        `${JSON.stringify(deep)} has a path of 304 characters, where Windows takes 256`,
    ]);
});

test("more than 20,000 files and folders are a wrong folder", async () => {
    write("0");
    for (let index = 1; index <= 20_001; index += 1)
        linkSync(join(folder, "0"), join(folder, String(index)));
    expect(await problems()).toEqual(["it holds more than 20000 files and folders"]);
});
