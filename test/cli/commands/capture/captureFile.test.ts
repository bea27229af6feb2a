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

test("writes the head at once, then the blocks", async () => {
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

test("writes blocks in batches", async () => {
    const made = await CaptureFile.create(file, head);
    const many = Array.from({ length: 2500 }, (_, index) => String(index).padStart(4, "0"));
    expect(await made.append(blocks(...many))).toBe(2500);
    await made.close();
    expect(text()).toBe(`head:${many.join("")}`);
});

test("writes whole blocks up to its limit, and none after one that does not fit", async () => {
    const made = await CaptureFile.create(file, head, 12);
    expect(await made.append(blocks("abc", "defg", "hijkl"))).toBe(2);
    expect(await made.append(blocks("m"))).toBe(0);
    await made.close();
    expect(text()).toBe("head:abcdefg");
});

test("always writes the first block", async () => {
    const made = await CaptureFile.create(file, head, 3);
    expect(await made.append(blocks("longer", "x"))).toBe(1);
    await made.close();
    expect(text()).toBe("head:longer");
});

test("is full when only the reserved eighth is left", async () => {
    const made = await CaptureFile.create(file, head, 80);
    await made.append(blocks("x".repeat(65)));
    expect([made.bytes, made.isFull]).toEqual([70, false]);
    await made.append(blocks("y"));
    expect([made.bytes, made.isFull]).toEqual([71, true]);
    await made.close();
});

test("reports a missing folder", async () => {
    const nowhere = join(folder, "no", "out.pcapng");
    await expect(CaptureFile.create(nowhere, head)).rejects.toThrow(
        `"${nowhere}" cannot be written: no such file or directory. Name a file in an existing folder that you can write to. [file-not-written]`,
    );
});

test("reports a full disk", async () => {
    await expect(CaptureFile.create("/dev/full", head)).rejects.toThrow(
        '"/dev/full" cannot grow: no space left on device. Its content so far is intact. ' +
            "Make room, or name a file elsewhere. --max-size limits its size. [capture-disk-full]",
    );
});

test("has no limit for pipes and devices", async () => {
    const made = await CaptureFile.create("/dev/null", head, 12);
    expect(await made.append(blocks("more than", "twelve bytes"))).toBe(2);
    expect(made.isFull).toBe(false);
    await made.close();
});
