import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GoldenImage } from "../../../src/components/image/goldenImage";
import { bootGeometryOf } from "../../../src/components/image/imageDisk";
import { ntfsDisk, type NtfsImage } from "./ntfsImage";
import { promiseOf, recordResources } from "../recording";

const GIB = 2 ** 30;
const folder = mkdtempSync(join(tmpdir(), "xplab-heads-"));

afterAll(() => {
    rmSync(folder, { recursive: true });
});

afterEach(() => {
    jest.restoreAllMocks();
});

function pipe(): string {
    const file = join(folder, "pipe");
    execFileSync("mkfifo", [file]);
    return file;
}

let count = 0;

function imageOf(content: Buffer, bytes = GIB): string {
    const file = join(folder, `${count++}.img`);
    writeFileSync(file, content);
    truncateSync(file, bytes);
    return file;
}

const image = (disk: NtfsImage, bytes?: number) => imageOf(ntfsDisk(disk), bytes);

test("a raw disk says its size and the heads of its boot sector", async () => {
    expect(await bootGeometryOf(image({ heads: 255 }))).toEqual({ diskBytes: GIB, heads: 255 });
});

test.each([
    ["a partition that nothing starts from", image({ heads: 255, active: 0 })],
    ["a partition of another type", image({ heads: 255, type: 0x83 })],
    ["a file system of another name", image({ heads: 255, name: "MSDOS5.0" })],
    ["no partition table", imageOf(Buffer.alloc(512))],
    ["an end before the partition", image({ heads: 255 }, 1024)],
    ["nothing in it", imageOf(Buffer.alloc(0), 0)],
    [
        "a header of qcow2 and no more",
        imageOf(Buffer.from("QFI\xfb\x00\x00\x00\x03", "latin1"), 600),
    ],
    ["no file", join(folder, "absent")],
    ["a folder", folder],
    ["a named pipe, whose reader waits until somebody writes", pipe()],
    ["a device", "/dev/zero"],
])("of %s nothing is said", async (_what, file) => {
    expect(await bootGeometryOf(file)).toBeUndefined();
});

test("one that is as it should be is taken", async () => {
    const record = await recordResources();
    const source = image({ heads: 64 });
    await promiseOf(new GoldenImage("xp", { source, pool: "images" }).volume);
    expect(record["xp-volume"]?.inputs).toEqual({ pool: "images", source: { file: source } });
});
