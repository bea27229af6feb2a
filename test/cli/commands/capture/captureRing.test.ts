import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CaptureRing } from "../../../../src/cli/commands/capture/captureRing";

let folder: string;
let file: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "capture-ring-"));
    file = join(folder, "out.pcapng");
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

const head = Buffer.from("head:");
/** Eight files of ten bytes: one block of five in each. */
const MOST = 80;

const blocks = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) =>
        Buffer.from(String(from + index).padStart(5, "0")),
    );

const contents = () =>
    Object.fromEntries(
        readdirSync(folder)
            .sort()
            .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );

test("writes only the named file as long as it fits", async () => {
    const ring = await CaptureRing.create(file, head, MOST);
    expect(await ring.append(blocks(1, 1))).toBe(1);
    await ring.close();
    expect(contents()).toEqual({ "out.pcapng": "head:00001" });
    expect({ files: ring.files, bytes: ring.bytes, dropped: ring.dropped }).toEqual({
        files: [file],
        bytes: 10,
        dropped: 0,
    });
});

test("keeps older files beside it, each with the head, ordered by name", async () => {
    const ring = await CaptureRing.create(file, head, MOST);
    expect(await ring.append(blocks(1, 3))).toBe(3);
    await ring.close();
    expect(Object.entries(contents())).toEqual([
        ["out-000001.pcapng", "head:00001"],
        ["out-000002.pcapng", "head:00002"],
        ["out.pcapng", "head:00003"],
    ]);
    expect(ring.files).toEqual(
        ["out-000001.pcapng", "out-000002.pcapng", "out.pcapng"].map((name) => join(folder, name)),
    );
});

test("deletes the oldest file, and never exceeds the limit", async () => {
    const ring = await CaptureRing.create(file, head, MOST);
    for (let number = 1; number <= 20; number += 1) {
        expect(await ring.append(blocks(number, number))).toBe(1);
        expect(Object.values(contents()).join("").length).toBeLessThanOrEqual(MOST);
    }
    await ring.close();
    expect(Object.values(contents()).join(" ")).toBe(
        "head:00013 head:00014 head:00015 head:00016 head:00017 head:00018 head:00019 head:00020",
    );
    expect({ bytes: ring.bytes, dropped: ring.dropped }).toEqual({ bytes: 80, dropped: 12 });
});

test("keeps files of an earlier capture of that name", async () => {
    writeFileSync(join(folder, "out-000007.pcapng"), "earlier");
    writeFileSync(join(folder, "out-9.pcapng"), "another's");
    const ring = await CaptureRing.create(file, head, MOST);
    await ring.append(blocks(1, 10));
    await ring.close();
    expect(contents()).toEqual({
        "out-000007.pcapng": "earlier",
        "out-000010.pcapng": "head:00003",
        "out-000011.pcapng": "head:00004",
        "out-000012.pcapng": "head:00005",
        "out-000013.pcapng": "head:00006",
        "out-000014.pcapng": "head:00007",
        "out-000015.pcapng": "head:00008",
        "out-000016.pcapng": "head:00009",
        "out-9.pcapng": "another's",
        "out.pcapng": "head:00010",
    });
});

test("reports a file that was removed meanwhile", async () => {
    const ring = await CaptureRing.create(file, head, MOST);
    await ring.append(blocks(1, 1));
    rmSync(file);
    await expect(ring.append(blocks(2, 2))).rejects.toThrow(
        `"${file}" cannot be written: no such file or directory.`,
    );
    await ring.close();
});
