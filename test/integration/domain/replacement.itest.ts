import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { virsh } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";
import { SMALL_LAB_SIZE, smallLab } from "../support/programs/smallLab";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const name = testName("replace");

let folder: string;
let image: string;
let stack: Stack;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("image-")));
    image = join(folder, "image.raw");
    await writeFile(image, Buffer.alloc(1 << 20, "first"));
    stack = await Stack.create({ project: "replace", program: smallLab({ name, image }) });
    await stack.up();
});

afterAll(async () => {
    await stack.dispose();
    await rm(folder, { recursive: true });
});

/** The inode of a volume's file: another inode is another disk. */
const inodeOf = async (volume: string) => (await stat(await stack.pathOf(volume))).ino;

async function expectComplete(): Promise<void> {
    expect(await stack.preview()).toEqual({ same: SMALL_LAB_SIZE });
    expect((await virsh("domstate", name)).trim()).toBe("running");
    expect((await virsh("net-info", name)).includes("Active:         yes")).toBe(true);
}

test("up --replace of domain, filter and network, one after the other, keeps the disk", async () => {
    const disk = await inodeOf("disk");
    for (const resource of ["domain", "filter", "network"]) {
        await stack.up("--replace", await stack.urnOf(resource));
    }
    await expectComplete();
    expect(await inodeOf("disk")).toBe(disk);
});

test("up --replace of the image keeps the disk on top of it", async () => {
    const before = [await inodeOf("image"), await inodeOf("disk")];
    await stack.up("--replace", await stack.urnOf("image"));
    await expectComplete();
    expect([await inodeOf("image"), await inodeOf("disk")]).toEqual(before);
});

test("up --replace of the disk creates another one, on which the domain then runs", async () => {
    const image = await inodeOf("image");
    const disk = await inodeOf("disk");
    await stack.up("--replace", await stack.urnOf("disk"));
    await expectComplete();
    expect(await inodeOf("image")).toBe(image);
    expect(await inodeOf("disk")).not.toBe(disk);
    await expectOneDisk();
});

test("up --replace of the pool recreates it with everything in it", async () => {
    await stack.up("--replace", await stack.urnOf("pool"));
    await expectComplete();
});

test("state taint of everything except pool and disk loses nothing", async () => {
    const before = [await inodeOf("image"), await inodeOf("disk")];
    for (const resource of ["image", "network", "filter", "domain"]) {
        await stack.succeed("state", "taint", "--yes", await stack.urnOf(resource));
    }
    await stack.up();
    await expectComplete();
    expect([await inodeOf("image"), await inodeOf("disk")]).toEqual(before);
});

test("another image first creates a new disk, restarts the domain on it, and then removes the old ones", async () => {
    const before = [await inodeOf("image"), await inodeOf("disk")];
    await writeFile(image, Buffer.alloc(1 << 20, "second"));
    await stack.up();
    await expectComplete();
    expect(await inodeOf("image")).not.toBe(before[0]);
    expect(await inodeOf("disk")).not.toBe(before[1]);
    await expectOneDisk();
    expect(await virsh("domblklist", name)).toContain(await stack.pathOf("disk"));
});

async function expectOneDisk(): Promise<void> {
    const files = await readdir(join(IMAGES, name));
    expect(files.map((file) => file.replace(/-.*/, "")).sort()).toEqual(["disk", "image"]);
}
