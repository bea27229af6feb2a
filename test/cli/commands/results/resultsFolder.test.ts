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

test("creates a missing folder, with the mark of its domain", async () => {
    expect(await fetch("one")).toBe("one");
    expect(await names()).toEqual([MARK, "one"]);
    expect(await readFile(join(folder, MARK), "utf8")).toBe('{"domain":"lab-dev-xp"}\n');
    expect(await names(join(base, "out"))).toEqual(["xp"]);
});

test("fills an empty folder, and replaces an earlier fetch as a whole", async () => {
    await mkdir(folder, { recursive: true });
    await fetch("one");
    await writeFile(join(folder, "of mine"), "");
    await fetch("two");
    expect(await names()).toEqual([MARK, "two"]);
    expect(await names(join(base, "out"))).toEqual(["xp"]);
});

test("keeps the old content after a failure", async () => {
    await fetch("one");
    const failing = withFreshFolder(folder, "lab-dev-xp", async (fresh) => {
        await writeFile(join(fresh, "half"), "");
        throw new Error("cut off");
    });
    await expect(failing).rejects.toThrow(new Error("cut off"));
    expect(await names()).toEqual([MARK, "one"]);
    expect(await names(join(base, "out"))).toEqual(["xp"]);
});

test("keeps a link to a folder", async () => {
    await mkdir(folder, { recursive: true });
    await symlink(folder, join(base, "link"));
    await fetch("one", "lab-dev-xp", join(base, "link"));
    expect(await names()).toEqual([MARK, "one"]);
});

const FOREIGN = "it contains files that no earlier fetch wrote";

test.each<[string, () => Promise<unknown>, string]>([
    ["somebody's files", () => writeFile(join(folder, "thesis.doc"), ""), FOREIGN],
    ["a mark that says nothing", () => writeFile(join(folder, MARK), "{}"), FOREIGN],
    ["a mark that is none", () => writeFile(join(folder, MARK), "?"), FOREIGN],
    [
        "another domain's results",
        () => fetch("one", "lab-dev-other"),
        'it contains the results of domain "lab-dev-other"',
    ],
])("leaves %s alone", async (_what, make, why) => {
    await mkdir(folder, { recursive: true });
    await make();
    const before = await names();
    await expect(fetch("two")).rejects.toMatchObject({
        message:
            `Results cannot be written to "${folder}": ${why}. ` +
            "Name a folder that is empty or does not exist, or empty this one. [results-folder-taken]",
    });
    expect(await names()).toEqual(before);
});

test("leaves a file alone", async () => {
    await mkdir(join(base, "out"));
    await writeFile(folder, "mine");
    await expect(fetch("one")).rejects.toMatchObject({
        message:
            `Results cannot be written to "${folder}": it is a file. ` +
            "Name a folder that is empty or does not exist, or empty this one. [results-folder-taken]",
    });
    expect(await readFile(folder, "utf8")).toBe("mine");
});

test("leaves files alone that appear meanwhile", async () => {
    const racing = withFreshFolder(folder, "lab-dev-xp", async () => {
        await mkdir(folder);
        await writeFile(join(folder, "late"), "");
    });
    await expect(racing).rejects.toMatchObject({ code: "results-folder-taken" });
    expect(await names()).toEqual(["late"]);
});
