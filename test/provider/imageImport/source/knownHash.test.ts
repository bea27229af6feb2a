import { createHash } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256Of as read } from "../../../../src/provider/imageImport/source/hashOfFile";
import { cacheSubfolder } from "../../../../src/provider/cache/cacheSubfolder";
import { isKnownAs, knownSha256Of } from "../../../../src/provider/imageImport/source/knownHash";

jest.mock("../../../../src/provider/imageImport/source/hashOfFile", () => {
    const { sha256Of: real } = jest.requireActual<{ sha256Of: typeof read }>(
        "../../../../src/provider/imageImport/source/hashOfFile",
    );
    return { sha256Of: jest.fn(real) };
});
const reads = jest.mocked(read);

const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");

let folder: string;
let file: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-known-"));
    file = join(folder, "xp.qcow2");
    writeFileSync(file, "one");
    reads.mockClear();
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

/** As if the last change was some time ago. */
const known = () => knownSha256Of(file, undefined, () => Date.now() + 3000);

test("reads a file once, and again after a change", async () => {
    expect(await isKnownAs(file, sha256Of("one"))).toBe(false);
    expect(await known()).toBe(sha256Of("one"));
    expect(await known()).toBe(sha256Of("one"));
    expect(reads).toHaveBeenCalledTimes(1);
    expect(await isKnownAs(file, sha256Of("one"))).toBe(true);
    expect(await isKnownAs(file, sha256Of("two"))).toBe(false);
    // The same size and time.
    const other = join(folder, "other");
    writeFileSync(other, "two");
    utimesSync(other, 1, 1);
    renameSync(other, file);
    expect(await known()).toBe(sha256Of("two"));
    expect(await isKnownAs(file, sha256Of("one"))).toBe(false);
});

test("notices content written in place with the old times", async () => {
    await known();
    utimesSync(file, 1, 1);
    const written = sha256Of("two");
    writeFileSync(file, "two");
    utimesSync(file, 1, 1);
    expect(await known()).toBe(written);
});

test("reads a file each time just after a write to it", async () => {
    await knownSha256Of(file);
    expect(await isKnownAs(file, sha256Of("one"))).toBe(false);
    await knownSha256Of(file);
    expect(reads).toHaveBeenCalledTimes(2);
});

test("does not remember a file that changed while it was read", async () => {
    reads.mockImplementationOnce(async () => {
        await writeFile(file, "two");
        return sha256Of("one");
    });
    await known();
    expect(await isKnownAs(file, sha256Of("one"))).toBe(false);
});

test("reads a file each time without a cache", async () => {
    const cache = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = join(file, "in a file");
    try {
        expect(await known()).toBe(sha256Of("one"));
        expect(await known()).toBe(sha256Of("one"));
        expect(reads).toHaveBeenCalledTimes(2);
        expect(await isKnownAs(file, sha256Of("one"))).toBe(false);
    } finally {
        process.env["XDG_CACHE_HOME"] = cache;
    }
});

test("knows nothing of a missing file, and leaves no half-written record", async () => {
    expect(await isKnownAs(join(folder, "none"), sha256Of("one"))).toBe(false);
    await Promise.all([known(), known()]);
    const records = await readdir(await cacheSubfolder("hashes"));
    expect(records.filter((name) => !/^\d+-\d+$/.test(name))).toEqual([]);
});
