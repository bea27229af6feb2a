import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Libvirt } from "../../src/libvirt";
import {
    deletePlainFile,
    PlainFiles,
    sweepNeverStarted,
    withPlainFiles,
} from "../../src/plainFiles";
import { virsh } from "./support/command";
import { IMAGES, testName } from "./support/names";

const folder = join(IMAGES, testName("plain"));
const log = join(folder, "com1.log");
const MIB = 2 ** 20;

let libvirt: Libvirt;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
});

beforeEach(() => mkdir(folder, { mode: 0o700 }));

afterEach(async () => {
    await rm(folder, { recursive: true });
    expect(await virsh("list", "--all", "--name")).not.toContain("xplab-files-");
});

afterAll(() => {
    libvirt.close();
});

test("files of root are read whatever they begin with, in pieces and from any place", async () => {
    const bytes = Buffer.concat([Buffer.from("QFI\xfb\0\0\0\x02", "latin1"), randomBytes(2 * MIB)]);
    await writeFile(log, bytes, { mode: 0o600 });
    await withPlainFiles(libvirt, [log, `${log}.0`], async (files) => {
        expect(await files.size(log)).toBe(bytes.length);
        expect((await files.read(log, 0, bytes.length)).equals(bytes)).toBe(true);
        expect(await files.read(log, 3, 9)).toEqual(bytes.subarray(3, 9));
        expect(await files.size(`${log}.0`)).toBeUndefined();
    });
});

test("one that has grown or has come since is as it is", async () => {
    await writeFile(log, "");
    await withPlainFiles(libvirt, [log, `${log}.0`], async (files) => {
        expect(await files.size(log)).toBe(0);
        expect(await files.read(log, 0, 0)).toHaveLength(0);
        await writeFile(log, "ready");
        await writeFile(`${log}.0`, "moved");
        expect(await files.size(log)).toBe(5);
        expect(String(await files.read(`${log}.0`, 1, 5))).toBe("oved");
    });
});

test("who looks goes on when the machine's removal has swept its domain away", async () => {
    await writeFile(log, "ready");
    await withPlainFiles(libvirt, [log], async (files) => {
        await files.size(log);
        await sweepNeverStarted(libvirt, folder);
        expect(await files.size(log)).toBe(5);
    });
});

test("what a run that was killed has left goes with the next sweep of its folder, and no other", async () => {
    const other = new PlainFiles(libvirt, [join(IMAGES, "other.log")]);
    await other.size(join(IMAGES, "other.log"));
    await new PlainFiles(libvirt, [log]).size(log);
    await sweepNeverStarted(libvirt, folder);
    const left = (await virsh("list", "--all", "--name")).match(/xplab-files-/g);
    expect(left).toHaveLength(1);
    await other.close();
});

test("one is deleted, and one that is not there is no failure", async () => {
    await writeFile(log, "QFI\xfb", "latin1");
    await deletePlainFile(libvirt, log);
    await deletePlainFile(libvirt, log);
    expect(await readdir(folder)).toEqual([]);
});

test("its domain cannot be started", async () => {
    await writeFile(log, "ready");
    await withPlainFiles(libvirt, [log], async (files) => {
        await files.size(log);
        const name = (await virsh("list", "--all", "--name")).match(/xplab-files-\S+/)?.[0] ?? "";
        await expect(virsh("start", name)).rejects.toThrow("/nonexistent");
    });
});
