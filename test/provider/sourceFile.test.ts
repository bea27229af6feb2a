import { createHash } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkSource, sourceCapacity } from "../../src/provider/sourceFile";
import { UNKNOWN } from "../../src/provider/wire";

const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");
const WRONG = "0".repeat(64);
let folder: string;
let file: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-source-"));
    file = join(folder, "xp.qcow2");
    writeFileSync(file, "one");
    utimesSync(file, 1000, 1000);
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

/** A state whose SHA-256 is wrong on purpose: whoever reads the file again finds another one. */
async function stateWithWrongSha() {
    const { source } = await checkSource({ file }, {});
    return { ...source, sha256: WRONG };
}

/** What Check hands over when the program leaves the SHA-256 out: the one of the state. */
const carried = (old: object) => ({ file, ...old });

test("the SHA-256 of the content is filled in", async () => {
    const { source, failures } = await checkSource({ file }, {});
    expect(failures).toEqual([]);
    expect(source).toEqual({
        file,
        sha256: sha256Of("one"),
        __defaults: ["sha256"],
        __seen: expect.stringMatching(/^3-1000000-\d+$/) as string,
    });
});

test("a file whose size, time and inode are the same is not read again", async () => {
    const old = await stateWithWrongSha();
    expect((await checkSource(carried(old), old)).source).toEqual(old);
});

test.each([
    ["size", () => (writeFileSync(file, "three"), utimesSync(file, 1000, 1000)), "three"],
    ["time", () => utimesSync(file, 1000, 1001), "one"],
    [
        "inode",
        () => {
            const other = join(folder, "other");
            writeFileSync(other, "two");
            utimesSync(other, 1000, 1000);
            renameSync(other, file);
        },
        "two",
    ],
])("one whose %s changed is", async (_trait, change, content) => {
    const old = await stateWithWrongSha();
    change();
    const { source } = await checkSource(carried(old), old);
    expect(source["sha256"]).toBe(sha256Of(content));
});

test("a SHA-256 that the program writes is left to the upload", async () => {
    const { source, failures } = await checkSource({ file, sha256: WRONG }, {});
    expect([source["sha256"], failures]).toEqual([WRONG, []]);
});

test("one that it no longer writes is computed", async () => {
    const { source: old } = await checkSource({ file, sha256: WRONG }, {});
    expect((await checkSource({ file }, old)).source["sha256"]).toBe(sha256Of("one"));
});

test("a file that is not known yet is left alone", async () => {
    expect(await checkSource({ file: UNKNOWN }, {})).toEqual({
        source: { file: UNKNOWN },
        failures: [],
    });
});

test("a file that cannot be read is a failure of source.file", async () => {
    const missing = join(folder, "none");
    expect((await checkSource({ file: missing }, {})).failures).toEqual([
        {
            property: "source.file",
            reason: `must be a file that can be read here: ENOENT: no such file or directory, stat '${missing}'`,
        },
    ]);
    expect((await checkSource({ file: folder }, {})).failures).toEqual([
        {
            property: "source.file",
            reason: "must be a file that can be read here: EISDIR: illegal operation on a directory, read",
        },
    ]);
});

test("a raw file is as large as it is", async () => {
    expect(await sourceCapacity(file, { format: "raw" })).toBe(3);
});

test("a qcow2 file is as large as its header says", async () => {
    const header = Buffer.alloc(104);
    header.write("QFI\xfb", "latin1");
    header.writeUInt32BE(3, 4);
    header.writeBigUInt64BE(4096n, 24);
    writeFileSync(file, header);
    expect(await sourceCapacity(file, { format: "qcow2" })).toBe(4096);
    writeFileSync(file, "short");
    await expect(sourceCapacity(file, { format: "qcow2" })).rejects.toThrow(
        new Error(
            `"${file}" is not a qcow2 image. Convert it with "qemu-img convert -O qcow2", or set format to "raw".`,
        ),
    );
});
