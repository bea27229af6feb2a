import { appendFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { virsh } from "../support/host/command";
import { emulatorOf } from "../support/host/emulator";
import { emptyImage, idleLab } from "../support/programs/idleLab";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";
import { MIB } from "../support/programs/volumeLab";

jest.setTimeout(300_000);

const lab = testName("lab");

let folder: string;
let stack: Stack;
/** Id of the image that the disks were created on. */
let birth: string;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("keep-")));
    await emptyImage(join(folder, "one.qcow2"), 1);
    await emptyImage(join(folder, "two.qcow2"), 2);
    stack = await Stack.create({ project: "keep", program: "" });
    await declare({ kept: { keepDisk: true }, free: {} });
    await stack.up();
    birth = String((await disk("kept")).inputs?.["backingVolume"]);
});

afterAll(async () => {
    await stack.succeed("state", "unprotect", "--all", "--yes");
    await stack.dispose();
    await rm(folder, { recursive: true });
});

const declare = (machines: Readonly<Record<string, object>>, source = "one") =>
    stack.setProgram(
        idleLab(
            `{ image: xp.volume, machines: ${JSON.stringify(machines)} }`,
            `const xp = new GoldenImage("${testName("xp")}", { source: "${folder}/${source}.qcow2" }, options);`,
        ).replaceAll('"lab"', `"${lab}"`),
    );

async function disk(machine: string) {
    const found = await stack.find(`${lab}-${machine}-disk`);
    if (found === undefined) throw new Error(`${machine} has no disk`);
    return found;
}

const domainOf = (machine: string) => `${lab}-dev-${machine}`;

/** The guest's QEMU process, and the file that is its disk. */
async function traits(machine: string): Promise<{ run: number; disk: number }> {
    const [, file = ""] = /hda +(\S+)/.exec(await virsh("domblklist", domainOf(machine))) ?? [];
    return { run: emulatorOf(domainOf(machine)), disk: (await stat(file)).ino };
}

/** Runs a command that must be refused before it changes anything, and returns its output. */
async function refused(...args: readonly string[]): Promise<string> {
    const before = await traits("kept");
    const { code, stdout, stderr } = await stack.run(args);
    expect(code).not.toBe(0);
    expect(await traits("kept")).toEqual(before);
    return stdout + stderr;
}

const reason = () =>
    `property backingVolume value {%} has a problem: must stay "${birth}" while keep is set (on a machine: keepDisk; its own image setting can keep this value). To replace the volume and lose its data, unset keep and run "pulumi up" before this change`;

test("refuses another image in preview and in up", async () => {
    await declare({ kept: { keepDisk: true }, free: {} }, "two");
    const [head = "", tail = ""] = reason().split("{%}");
    const text = await refused("preview");
    expect(text).toContain(tail);
    expect(text).toContain(head);
    expect(await refused("up", "--yes")).toContain(tail);
});

test("a machine that names its original image keeps it while the others move on", async () => {
    await declare({ kept: { keepDisk: true, image: birth }, free: {} }, "two");
    // As if the guest had written; QEMU does not read beyond its clusters.
    await appendFile(String((await disk("free")).outputs?.["path"]), Buffer.alloc(8 * MIB, "x"));
    expect(await stack.succeed("preview")).toMatch(/free-disk: rebuild, discards \d+ MiB/);
    const [kept, free] = await Promise.all([traits("kept"), traits("free")]);
    const text = await stack.up();
    expect(text).toContain(
        `Volume "${birth}" stays as backing file of "${(await disk("kept")).id ?? ""}", and is deleted with the last of them.`,
    );
    expect(await traits("kept")).toEqual(kept);
    expect((await traits("free")).disk).not.toBe(free.disk);
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test.each([
    ["a rename without formerNames", { renamed: { keepDisk: true }, free: {} }],
    ["its removal", { free: {} }],
])("preview refuses %s", async (_what, machines) => {
    await declare(machines, "two");
    const text = await refused("preview");
    expect(text).toMatch(new RegExp(`::${lab}-kept-(disk|domain)" cannot be deleted`));
    expect(text).toContain("because it is protected");
});

test("allows a rename with formerNames", async () => {
    const { disk: before } = await traits("kept");
    await declare(
        { named: { keepDisk: true, image: birth, formerNames: ["kept"] }, free: {} },
        "two",
    );
    await stack.up();
    expect((await traits("named")).disk).toBe(before);
    await declare(
        { kept: { keepDisk: true, image: birth, formerNames: ["named"] }, free: {} },
        "two",
    );
    await stack.up();
    expect((await traits("kept")).disk).toBe(before);
});

test("preview of a destroy is refused, and a destroy without preview leaves the machine running on its disk", async () => {
    const free = await traits("free");
    expect(await refused("destroy", "--yes")).toMatch(/protect/);
    expect(await traits("free")).toEqual(free);
    expect(await refused("destroy", "--yes", "--skip-preview")).toMatch(/protect/);
    await stack.up();
});

test("keepDisk is added and removed without touching the guest", async () => {
    const before = await traits("kept");
    for (const keepDisk of [false, true, false]) {
        await declare({ kept: { keepDisk, image: birth }, free: {} }, "two");
        expect(Object.keys(await stack.preview())).toEqual(["same"]);
        await stack.up();
        expect((await disk("kept")).inputs?.["keep"] ?? false).toBe(keepDisk);
    }
    expect(await traits("kept")).toEqual(before);
});

test("a disk without keepDisk is rebuilt on another image", async () => {
    const { disk: before } = await traits("kept");
    await declare({ kept: {}, free: {} }, "two");
    await stack.up();
    expect((await traits("kept")).disk).not.toBe(before);
    // It was the last overlay on its original image.
    const [pool = "", name = ""] = birth.split("/");
    expect(await virsh("vol-list", pool)).not.toContain(join(IMAGES, pool, name));
});
