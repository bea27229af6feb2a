import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { collectResults } from "../../../src/cli";
import { Libvirt } from "../../../src/libvirt";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { virsh } from "../support/host/command";
import { Guest } from "../support/guest/guest";
import { inventory } from "../support/host/inventory";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

/*
 * A guest decides the first bytes of a raw disk, and libvirt reads them as the header of an image. Release
 * 1.0.0 made the disk for results raw; it becomes qcow2 with its content.
 */

jest.setTimeout(300_000);

const name = testName("raw");
const folder = join(IMAGES, name);
const MIB = 2 ** 20;

const program = (
    format: string,
    { sizeMiB = 64, isPlugged = true, powerState = "running" } = {},
) => `
const provider = new libvirt.Provider("libvirt");
const named = { provider, deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${folder}" }, named);
const system = new libvirt.Volume("system", {
    pool: pool.name,
    source: { file: "${standInImage}" },
}, { provider });
const results = new libvirt.Volume("results", {
    pool: pool.name,
    format: "${format}",
    capacityBytes: ${sizeMiB * MIB},
    filesystem: { type: "fat32" },
}, { provider });
const disk = new libvirt.Volume("disk", { pool: pool.name, backingVolume: system.id }, { provider });
new libvirt.Domain("domain", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: 96,
    disks: {
        hda: { file: disk.path, backingChain: disk.backingChain },
        ${isPlugged ? "hdb: { file: results.path, format: results.format }," : ""}
    },
    serials: [{}],
    powerState: "${powerState}",
    shutdownTimeoutSeconds: 20,
}, named);
`;

let stack: Stack;
let libvirt: Libvirt;
let before: string[];

beforeAll(async () => {
    before = await inventory();
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({ project: "raw" });
});

afterAll(async () => {
    libvirt.close();
    await stack.dispose();
    expect(await inventory()).toEqual(before);
});

/** Gives the guest a raw disk, which the current provider does not create. */
async function withRawDisk(): Promise<void> {
    await stack.setProgram(program("raw", { isPlugged: false }));
    await stack.up();
    const [raw = ""] = (await readdir(folder)).filter((one) => one.startsWith("results-"));
    await virsh("destroy", name);
    const drive = ["--targetbus", "ide", "--driver", "qemu", "--subdriver", "raw", "--config"];
    await virsh("attach-disk", name, join(folder, raw), "hdb", ...drive);
    await virsh("start", name);
    await stack.setProgram(program("raw"));
    await stack.refresh();
    await stack.up();
}

async function withGuest(use: (guest: Guest) => Promise<unknown>): Promise<void> {
    const guest = await Guest.meet(libvirt, name);
    try {
        await use(guest);
    } finally {
        await guest.close();
    }
}

async function reports(): Promise<Record<string, string>> {
    const into = join(stack.folder, "results");
    await collectResults({ uri: "qemu:///system", domain: name, folder: into, waitSeconds: 60 });
    const names = (await readdir(into)).filter((one) => one.endsWith(".TXT"));
    const texts = names.map(async (one) => [one, await readFile(join(into, one), "utf8")] as const);
    return Object.fromEntries(await Promise.all(texts));
}

const volumes = async () =>
    (await readdir(folder)).filter((one) => one.startsWith("results-")).length;

test("converts a running guest's disk to qcow2 with its content, which the next start uses", async () => {
    await withRawDisk();
    await withGuest((guest) => guest.command("write results ONE.TXT before"));
    await stack.setProgram(program("qcow2"));
    const preview = await stack.succeed("preview");
    expect(preview).toContain("results: becomes qcow2; its domain copies the content");
    await stack.up();
    await withGuest(async (guest) => {
        expect(await guest.command("read results ONE.TXT")).toBe(
            "OK read results ONE.TXT: before\\r\\n",
        );
        await guest.command("write results TWO.TXT after");
        await guest.command("power-off");
    });
    expect(await reports()).toEqual({ "ONE.TXT": "before\r\n", "TWO.TXT": "after\r\n" });
    expect(await virsh("dumpxml", "--inactive", name)).toContain(
        "<driver name='qemu' type='qcow2'/>",
    );
    expect(await volumes()).toBe(1);
    expect(await stack.preview()).toEqual({ same: 7 });
});

test("converts the disk of a stopped guest too, and leaves the guest off", async () => {
    await withRawDisk();
    await withGuest(async (guest) => {
        await guest.command("write results THREE.TXT off");
        await guest.command("power-off");
    });
    expect(await reports()).toEqual({ "THREE.TXT": "off\r\n" });
    await stack.setProgram(program("qcow2", { powerState: "off" }));
    await virsh("start", name);
    await virsh("managedsave", name);
    expect((await stack.upErrors())["domain"]?.[0]).toContain("[domain-saved]");
    await virsh("managedsave-remove", name);
    await stack.up();
    expect(await virsh("domstate", name)).toContain("shut off");
    expect(await reports()).toEqual({ "THREE.TXT": "off\r\n" });
});

test("rebuilds a disk whose size changes", async () => {
    await withRawDisk();
    await withGuest((guest) => guest.command("write results FOUR.TXT lost"));
    await stack.setProgram(program("qcow2", { sizeMiB: 65 }));
    await stack.up();
    await withGuest((guest) => guest.command("power-off"));
    expect(await reports()).toEqual({});
});

test("refuses a new raw disk, and a floppy that is not write-protected", async () => {
    const larger = { sizeMiB: 65 };
    await stack.setProgram(program("qcow2", { ...larger, isPlugged: false }));
    await stack.up();
    await stack.setProgram(program("raw", larger));
    const [error = ""] = (await stack.upErrors())["domain"] ?? [];
    expect(error.replace(/results-[0-9a-f]{8}/, "results-0")).toBe(
        `disks.hdb is the raw image "${folder}/results-0" in the folder of pool "${name}", where libvirt probes the start of every file for an image header: a guest that writes one hangs the host's libvirtd. Set format "qcow2" for it and its Volume. [disk-probed]`,
    );
    const floppy = `floppies: { fda: { file: disk.path } }, serials: [{}]`;
    await stack.setProgram(program("qcow2", larger).replace("serials: [{}]", floppy));
    expect((await stack.upErrors())["domain"]?.[0]).toContain(
        "Set its readOnly to true. [disk-probed]",
    );
});
