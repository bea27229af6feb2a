import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CaptureFile } from "../../../../src/cli/commands/capture/captureFile";

let folder: string;
let file: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "capture-file-"));
    file = join(folder, "out.pcapng");
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

const head = Buffer.from("head:");
const blocks = (...texts: string[]) => texts.map((text) => Buffer.from(text));
const text = () => readFileSync(file, "utf8");

test("it has its head before anything is recorded, then the blocks", async () => {
    const made = await CaptureFile.create(file, head);
    expect(text()).toBe("head:");
    expect(await made.append(blocks("one ", "two "))).toBe(2);
    expect(await made.append(blocks("three"))).toBe(1);
    await made.close();
    expect(text()).toBe("head:one two three");
    expect({ bytes: made.bytes, blocks: made.blocks, files: made.files }).toEqual({
        bytes: 18,
        blocks: 3,
        files: [file],
    });
});

test("no more blocks are written at once than a disk takes in one go", async () => {
    const made = await CaptureFile.create(file, head);
    const many = Array.from({ length: 2500 }, (_, index) => String(index).padStart(4, "0"));
    expect(await made.append(blocks(...many))).toBe(2500);
    await made.close();
    expect(text()).toBe(`head:${many.join("")}`);
});

test("it takes whole blocks up to its bound, and none after one that has found no room", async () => {
    const made = await CaptureFile.create(file, head, 12);
    expect(await made.append(blocks("abc", "defg", "hijkl"))).toBe(2);
    expect(await made.append(blocks("m"))).toBe(0);
    await made.close();
    expect(text()).toBe("head:abcdefg");
});

test("the first block has room in any case", async () => {
    const made = await CaptureFile.create(file, head, 3);
    expect(await made.append(blocks("longer", "x"))).toBe(1);
    await made.close();
    expect(text()).toBe("head:longer");
});

test("it is full before its last eighth, which is for what is still to come", async () => {
    const made = await CaptureFile.create(file, head, 80);
    await made.append(blocks("x".repeat(65)));
    expect([made.bytes, made.isFull]).toEqual([70, false]);
    await made.append(blocks("y"));
    expect([made.bytes, made.isFull]).toEqual([71, true]);
    await made.close();
});

test("a folder that is not there is told", async () => {
    const nowhere = join(folder, "no", "out.pcapng");
    await expect(CaptureFile.create(nowhere, head)).rejects.toThrow(
        `"${nowhere}" cannot be written: no such file or directory. Name a file in an existing folder that you can write to. [file-not-written]`,
    );
});

test("a disk without room is told as that", async () => {
    await expect(CaptureFile.create("/dev/full", head)).rejects.toThrow(
        'No more can be written to "/dev/full": no space left on device. What it already holds is intact. ' +
            "Make room, or name a file elsewhere. --max-size limits its size. [capture-disk-full]",
    );
});

test("what is no file has no bound", async () => {
    const made = await CaptureFile.create("/dev/null", head, 12);
    expect(await made.append(blocks("more than", "twelve bytes"))).toBe(2);
    expect(made.isFull).toBe(false);
    await made.close();
});
