import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "../../../../src/cli/commands/results/extract";
import { FatDisk } from "../../../../src/fat";
import { FatWriter } from "../../../fat/fatWriter";
import { reading } from "../../../fat/formatted";
import { FOLDER } from "../../../fat/rawEntries";

let folder: string;
let writer: FatWriter;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "extract-"));
    writer = new FatWriter();
});

afterEach(() => rm(folder, { recursive: true }));

async function extracted(signal = new AbortController().signal, raw = false) {
    const disk = await FatDisk.open(reading(writer.disk), writer.disk.length);
    return extract(disk, folder, "lab-dev-xp", { signal, raw });
}

const names = async () => (await readdir(folder, { recursive: true })).sort();

test("copies files and folders with their times, and reports them", async () => {
    const day = ((2004 - 1980) << 9) | (8 << 5) | 25;
    writer.list({ name: "dated.txt", cluster: writer.store(Buffer.from("x")), bytes: 1, day });
    const inner = writer.folder("inner");
    writer.file("Read me.txt", "hello\r\n", inner);
    writer.file("empty", "", inner);
    const told: object[] = [];
    const disk = await FatDisk.open(reading(writer.disk), writer.disk.length);
    const { signal } = new AbortController();
    const found = await extract(disk, folder, "xp", {
        signal,
        onProgress: (soFar) => told.push(soFar),
    });
    expect(found).toEqual({ files: 3, bytes: 8, skipped: [], renamed: [] });
    expect(told).toEqual([
        { files: 0, bytes: 1 },
        { files: 1, bytes: 8 },
    ]);
    expect(await names()).toEqual(["dated.txt", "inner", "inner/Read me.txt", "inner/empty"]);
    expect(await readFile(join(folder, "inner/Read me.txt"), "utf8")).toBe("hello\r\n");
    expect((await stat(join(folder, "dated.txt"))).mtime).toEqual(new Date(2004, 7, 25));
});

test("skips names that lead out of the folder, and writes nothing outside", async () => {
    for (const name of ["../up", "/root", "..", "a\\b", "nul\0"]) writer.file(name, "bad");
    writer.list({ name: "../out", attributes: FOLDER, cluster: writer.store(Buffer.alloc(0)) });
    writer.file("good", "good");
    const { files, skipped } = await extracted();
    expect(files).toBe(2);
    // A name ends at its first zero.
    expect(await names()).toEqual(["good", "nul"]);
    const reason = "has a character in its name that Windows does not allow";
    expect(skipped).toEqual(["../up", "/root", "a\\b", "../out"].map((path) => ({ path, reason })));
});

test("keeps the first of names that differ only in case, and protects the mark", async () => {
    writer.file("Report", "first");
    writer.file("REPORT", "second");
    writer.file("report", "", writer.folder("REPORT"));
    writer.file(".XPLAB-results.json", "{}");
    const reason = "has the name of another file in its folder";
    expect(await extracted()).toEqual({
        files: 1,
        bytes: 5,
        skipped: ["REPORT", "REPORT", ".XPLAB-results.json"].map((path) => ({ path, reason })),
        renamed: [],
    });
    expect(await readFile(join(folder, "Report"), "utf8")).toBe("first");
});

describe("files with names that make tools act", () => {
    beforeEach(() => {
        writer.file("config", "[core]\n\tfsmonitor = evil\n", writer.folder(".git"));
        writer.file("Makefile", "all:", writer.folder("src"));
        writer.file("notes.txt", "notes");
    });

    test("are renamed, and others keep their names", async () => {
        const { files, skipped, renamed } = await extracted();
        expect([files, skipped]).toEqual([3, []]);
        expect(renamed).toEqual([
            {
                path: ".git",
                as: "dot-git.guest",
                actor: "version control, shells, editors and package managers",
            },
            {
                path: "src/Makefile",
                as: "Makefile.guest",
                actor: "build tools, and editors that run them",
            },
        ]);
        expect(await names()).toEqual([
            "dot-git.guest",
            "dot-git.guest/config",
            "notes.txt",
            "src",
            "src/Makefile.guest",
        ]);
    });

    test("keep their names with raw", async () => {
        const { renamed } = await extracted(undefined, true);
        expect(renamed).toEqual([]);
        expect(await names()).toEqual([".git", ".git/config", "notes.txt", "src", "src/Makefile"]);
    });
});

test("never renames to the name of another file", async () => {
    writer.file("Makefile", "all:");
    writer.file("MAKEFILE.guest", "taken");
    await extracted();
    expect(await names()).toEqual(["MAKEFILE.guest", "Makefile.guest-2"]);
});

test("skips a damaged file completely, and copies the others", async () => {
    writer.list({ name: "half", cluster: writer.store(Buffer.from("half")), bytes: 2 ** 32 - 1 });
    writer.list({ name: "lost", attributes: FOLDER, cluster: 1 });
    writer.file("whole", "whole");
    expect(await extracted()).toEqual({
        files: 1,
        bytes: 5,
        skipped: [
            { path: "half", reason: "has less content than its size says" },
            { path: "lost", reason: "has a cluster that is not on the disk" },
        ],
        renamed: [],
    });
    expect(await names()).toEqual(["whole"]);
});

test("skips folders below 64 levels, and paths over 2048 bytes", async () => {
    let [deep, long] = [0, 0];
    for (let depth = 0; depth < 70; depth += 1) deep = writer.folder("d", deep);
    for (let depth = 0; depth < 20; depth += 1) long = writer.folder("l".repeat(200), long);
    const { skipped } = await extracted();
    expect(skipped.map(({ path, reason }) => [path.split("/").length, reason])).toEqual([
        [65, "is nested too deep"],
        [11, "is nested too deep"],
    ]);
});

test("refuses too many files", async () => {
    const entry = Buffer.alloc(32);
    entry.write("A          ", "latin1");
    const many = (from: number) => {
        const content = Buffer.alloc(10_001 * 32);
        for (let index = 0; index < 10_001; index += 1) {
            entry.write(String(from + index).padStart(8, "F"), 0, "latin1");
            entry.copy(content, index * 32);
        }
        return writer.store(content);
    };
    writer.list({ name: "one", attributes: FOLDER, cluster: many(0) });
    writer.list({ name: "two", attributes: FOLDER, cluster: many(20_000) });
    await expect(extracted()).rejects.toMatchObject({
        message:
            'Domain "lab-dev-xp" has more than 20000 files and folders among its results. ' +
            "Pack them into an archive in the guest. [results-too-many]",
    });
});

test("ends when the signal aborts", async () => {
    writer.file("a", "a");
    await expect(extracted(AbortSignal.abort(new Error("enough")))).rejects.toThrow(
        new Error("enough"),
    );
    expect(await names()).toEqual([]);
});

test("reports a damaged file as skipped, not as renamed", async () => {
    writer.list({ name: ".git", attributes: FOLDER, cluster: 1 });
    const { skipped, renamed } = await extracted();
    expect([skipped.map(({ path }) => path), renamed]).toEqual([[".git"], []]);
});
