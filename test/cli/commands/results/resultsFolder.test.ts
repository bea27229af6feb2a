import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withFreshFolder } from "../../../../src/cli/commands/results/resultsFolder";

let base: string;
let folder: string;

beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "results-"));
    folder = join(base, "out", "xp");
});

afterEach(() => rm(base, { recursive: true }));

const fetch = (content: string, domain = "lab-dev-xp", into = folder) =>
    withFreshFolder(into, domain, async (fresh) => {
        await writeFile(join(fresh, content), content);
        return content;
    });

const names = async (of = folder) => (await readdir(of)).sort();
const MARK = ".xplab-results.json";

test("a folder that is not there is made, with the mark of its domain", async () => {
    expect(await fetch("one")).toBe("one");
    expect(await names()).toEqual([MARK, "one"]);
    expect(await readFile(join(folder, MARK), "utf8")).toBe('{"domain":"lab-dev-xp"}\n');
    expect(await names(join(base, "out"))).toEqual(["xp"]);
});

test("an empty one is filled, and an earlier fetch replaced as a whole", async () => {
    await mkdir(folder, { recursive: true });
    await fetch("one");
    await writeFile(join(folder, "of mine"), "");
    await fetch("two");
    expect(await names()).toEqual([MARK, "two"]);
    expect(await names(join(base, "out"))).toEqual(["xp"]);
});

test("what fails leaves what was there", async () => {
    await fetch("one");
    const failing = withFreshFolder(folder, "lab-dev-xp", async (fresh) => {
        await writeFile(join(fresh, "half"), "");
        throw new Error("cut off");
    });
    await expect(failing).rejects.toThrow(new Error("cut off"));
    expect(await names()).toEqual([MARK, "one"]);
    expect(await names(join(base, "out"))).toEqual(["xp"]);
});

test("a link to a folder stays one", async () => {
    await mkdir(folder, { recursive: true });
    await symlink(folder, join(base, "link"));
    await fetch("one", "lab-dev-xp", join(base, "link"));
    expect(await names()).toEqual([MARK, "one"]);
});

const FOREIGN = "it holds files that are not of an earlier fetch";

test.each<[string, () => Promise<unknown>, string]>([
    ["somebody's files", () => writeFile(join(folder, "thesis.doc"), ""), FOREIGN],
    ["a mark that says nothing", () => writeFile(join(folder, MARK), "{}"), FOREIGN],
    ["a mark that is none", () => writeFile(join(folder, MARK), "?"), FOREIGN],
    [
        "another domain's results",
        () => fetch("one", "lab-dev-other"),
        'it holds the results of domain "lab-dev-other"',
    ],
])("%s are left alone", async (_what, make, why) => {
    await mkdir(folder, { recursive: true });
    await make();
    const before = await names();
    await expect(fetch("two")).rejects.toMatchObject({
        message:
            `Results cannot be written to "${folder}": ${why}. ` +
            "Name a folder that is empty or does not exist, or remove what is in it. [results-folder-taken]",
    });
    expect(await names()).toEqual(before);
});

test("a file is left alone", async () => {
    await mkdir(join(base, "out"));
    await writeFile(folder, "mine");
    await expect(fetch("one")).rejects.toMatchObject({
        message:
            `Results cannot be written to "${folder}": it is a file. ` +
            "Name a folder that is empty or does not exist, or remove what is in it. [results-folder-taken]",
    });
    expect(await readFile(folder, "utf8")).toBe("mine");
});

test("what appears meanwhile is left alone too", async () => {
    const racing = withFreshFolder(folder, "lab-dev-xp", async () => {
        await mkdir(folder);
        await writeFile(join(folder, "late"), "");
    });
    await expect(racing).rejects.toMatchObject({ code: "results-folder-taken" });
    expect(await names()).toEqual(["late"]);
});
