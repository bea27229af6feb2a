import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutNotes } from "../../../../src/provider/lifecycle/defaults";
import { checkFolder } from "../../../../src/provider/imageImport/folder/checkFolder";
import { UNKNOWN, type Properties } from "../../../../src/provider/lifecycle/wire";
import { BEYOND } from "../../../../src/schema/core/accept";
import { check } from "../../checked";

const WRONG = "0".repeat(64);
let base: string;
let folder: string;
let path: string | undefined;

beforeEach(() => {
    path = process.env["PATH"];
    base = mkdtempSync(join(tmpdir(), "folder-"));
    folder = join(base, "tools");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.txt"), "one");
    const tool = join(base, "xorriso");
    writeFileSync(tool, "", { mode: 0o755 });
    process.env["PATH"] = base;
});

afterEach(() => {
    process.env["PATH"] = path;
    rmSync(base, { recursive: true });
});

async function digest(at = folder): Promise<unknown> {
    const { source, failures } = await checkFolder({ folder: at }, {});
    expect(failures).toEqual([]);
    return source["sha256"];
}

test("hashes names and content, not times or the folder's path", async () => {
    const first = await digest();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    utimesSync(join(folder, "a.txt"), 1000, 1000);
    const elsewhere = join(base, "elsewhere");
    renameSync(folder, elsewhere);
    expect(await digest(elsewhere)).toBe(first);
    folder = elsewhere;
    const others = [
        () => writeFileSync(join(folder, "a.txt"), "two"),
        () => renameSync(join(folder, "a.txt"), join(folder, "b.txt")),
        () => mkdirSync(join(folder, "empty")),
        () => writeFileSync(join(folder, "empty", "c"), ""),
    ];
    const digests = new Set([first]);
    for (const change of others) {
        change();
        digests.add(await digest());
    }
    expect(digests.size).toBe(5);
});

test("reads no file and needs no program while names, sizes, times and inodes stay", async () => {
    const { source: old } = await checkFolder({ folder }, {});
    process.env["PATH"] = "";
    const state = { ...old, sha256: WRONG };
    expect(await checkFolder({ ...state }, state)).toEqual({ source: state, failures: [] });
    utimesSync(join(folder, "a.txt"), 1000, 1000);
    // Read again without a change, so nothing must be packed.
    expect((await checkFolder({ ...old }, old)).failures).toEqual([]);
});

const failureOf = async (source: Properties) => (await checkFolder(source, {})).failures;

test("says in preview that xorriso must be installed", async () => {
    process.env["PATH"] = "/nonexistent";
    expect(await failureOf({ folder })).toEqual([
        {
            property: "source.folder",
            reason: 'requires xorriso on the machine where Pulumi runs: run "sudo apt install xorriso" [folder-needs-xorriso]',
        },
    ]);
});

test("reports up to ten problems at once", async () => {
    for (let index = 10; index < 22; index += 1) writeFileSync(join(folder, `${index}?`), "");
    const told = Array.from({ length: 10 }, (_, index) => `"${index + 10}?" has "?" in its name`);
    expect(await failureOf({ folder })).toEqual([
        {
            property: "source.folder",
            reason: `must hold only files that can go on a CD for Windows: ${told.join("; ")}; and 2 more like these [folder-unfit]`,
        },
    ]);
});

test.each([
    [
        "none",
        (at: string) => join(at, "none"),
        (at: string) => `ENOENT: no such file or directory, stat '${at}'`,
    ],
    ["a file", (at: string) => join(at, "a.txt"), (at: string) => `"${at}" is a file`],
])("refuses %s as a folder", async (_what, place, why) => {
    const at = place(folder);
    expect(await failureOf({ folder: at })).toEqual([
        {
            property: "source.folder",
            reason: `must be a readable folder on the machine where Pulumi runs: ${why(at)} [folder-unreadable]`,
        },
    ]);
});

test("refuses a SHA-256 of the program", async () => {
    expect(await failureOf({ folder, sha256: WRONG })).toEqual([
        {
            property: "source.sha256",
            reason: "must be absent with folder: it is computed [folder-hash-given]",
        },
    ]);
});

test("skips a folder that is not known yet", async () => {
    const source = { folder: UNKNOWN };
    expect(await checkFolder(source, {})).toEqual({ source, failures: [] });
});

test("names a folder's volume by its content, and keeps it while nothing changes", async () => {
    const news = { pool: "pool", format: "raw", source: { folder }, accept: BEYOND };
    const first = await check("Volume", news);
    expect(first.failures).toEqual([]);
    // Each owner has its own, because a CD in a drive cannot be orphaned.
    expect(first.plain["name"]).toMatch(/^xp-[0-9a-f]{8}$/);
    const again = await check("Volume", news, { olds: first.inputs });
    expect(withoutNotes(again.inputs)).toEqual(first.plain);
    writeFileSync(join(folder, "b.txt"), "");
    const changed = await check("Volume", news, { olds: first.inputs });
    expect(changed.plain["name"]).not.toBe(first.plain["name"]);
});
