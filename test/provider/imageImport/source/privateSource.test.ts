import { chmodSync, chownSync, renameSync, writeFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { withPrivateSource } from "../../../../src/provider/imageImport/source/privateSource";
import { TemporaryCache } from "../temporaryCache";

let cache: TemporaryCache;
let file: string;

beforeEach(() => {
    cache = new TemporaryCache();
    file = join(cache.folder, "xp.vmdk");
    writeFileSync(file, "sound", { mode: 0o600 });
});

afterEach(() => cache.remove());

const contentOf = async (source: FileHandle) =>
    (await source.read(Buffer.alloc(9), 0, 9, 0)).buffer.toString().replaceAll("\0", "");

const withIt = <T>(use: (source: FileHandle) => Promise<T>) =>
    withPrivateSource(file, { log: () => undefined }, use);

test("keeps reading the file it opened when another takes its place", async () => {
    const other = join(cache.folder, "other");
    writeFileSync(other, "hostile");
    const content = await withIt((source) => {
        renameSync(other, file);
        return contentOf(source);
    });
    expect(content).toBe("sound");
});

const NOBODY = 65534;

// Only root may change the owner of a file.
test.each([
    ["that everybody may write to", () => chmodSync(file, 0o666)],
    ["of another user", () => chownSync(file, NOBODY, NOBODY)],
])("copies a file %s and deletes the copy afterwards", async (_which, change) => {
    change();
    const content = await withIt((source) => {
        expect(cache.list("conversions")).toHaveLength(1);
        writeFileSync(file, "hostile");
        return contentOf(source);
    });
    expect(content).toBe("sound");
    expect(cache.list("conversions")).toEqual([]);
});
