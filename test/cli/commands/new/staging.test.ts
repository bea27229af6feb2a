import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inStaging } from "../../../../src/cli/commands/new/staging";

let parent: string;
let folder: string;

beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "xplab-staging-"));
    folder = join(parent, "mylab");
});

afterEach(() => rmSync(parent, { recursive: true }));

const fill = async (staging: string) => {
    mkdirSync(join(staging, "sub"));
    writeFileSync(join(staging, "sub", "file"), "");
    writeFileSync(join(staging, ".hidden"), "");
};

test.each([
    ["that is not there", () => undefined],
    ["that is empty", () => mkdirSync(folder)],
])("fills a folder %s", async (_, prepare) => {
    prepare();
    await inStaging(folder, fill);
    expect(readdirSync(parent)).toEqual(["mylab"]);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([".hidden", "sub", "sub/file"]);
});

test("gives the folder the mode of any new one", async () => {
    mkdirSync(join(parent, "any"));
    await inStaging(folder, fill);
    expect(statSync(folder).mode).toBe(statSync(join(parent, "any")).mode);
});

test.each([
    ["that was not there", () => undefined, []],
    ["that was empty", () => mkdirSync(folder), ["mylab"]],
])("leaves nothing of work that fails in a folder %s", async (_, prepare, left) => {
    prepare();
    const work = async (staging: string) => {
        await fill(staging);
        throw new Error("no");
    };
    await expect(inStaging(folder, work)).rejects.toThrow("no");
    expect(readdirSync(parent, { recursive: true })).toEqual(left);
});

test("does not touch a folder with something in it", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "notes.txt"), "");
    const work = jest.fn(fill);
    await expect(inStaging(folder, work)).rejects.toMatchObject({
        message: `Folder "${folder}" is not empty: it holds "notes.txt". Name a folder that is empty or does not exist. [folder-not-empty]`,
    });
    expect(work).not.toHaveBeenCalled();
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
});

test("a file is no folder", async () => {
    writeFileSync(folder, "");
    await expect(inStaging(folder, fill)).rejects.toMatchObject({
        message: `Folder "${folder}" cannot be created: not a directory. Name a folder inside an existing one that you can write to. [folder-unusable]`,
    });
});
