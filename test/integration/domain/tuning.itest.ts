import { stat } from "node:fs/promises";
import { Libvirt } from "../../../src/libvirt";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { virsh } from "../support/host/command";
import { emulatorOf } from "../support/host/emulator";
import { Guest } from "../support/guest/guest";
import { Stack } from "../support/stack/stack";
import { testName } from "../support/host/names";

jest.setTimeout(300_000);

const name = testName("tuning");
const domain = `${name}-dev-xp`;
const PATTERN = "hda 100663296 1048576 kept";

// The stand-in is a 64-bit Linux without a driver for virtio disks: once the BIOS has loaded it, it lives in memory.
const program = (tuning: string) => `
const { GoldenImage, Lab } = require("${process.cwd()}/dist/index.js");
const provider = new libvirt.Provider("libvirt");
const options = { providers: [provider] };
const xp = new GoldenImage("${name}-image", {
    source: "${standInImage}",
    edition: "professional-x64",
    drivers: ["virtio-blk", "virtio-net"],
    hal: "acpi-multiprocessor",
}, options);
const machines = { xp: { results: { folder: "out", sizeMiB: 64 } } };
const { volume: image, edition, drivers, hal } = xp;
new Lab("${name}", { image, edition, drivers, hal, tuning: "${tuning}", machines }, options);
`;

let stack: Stack;
let libvirt: Libvirt;
let disk: number;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({ project: "tuning", program: program("stock") });
});

afterAll(async () => {
    await stack.dispose();
    libvirt.close();
});

/** Asks the guest once it has started. */
async function ask(...lines: readonly string[]): Promise<string[]> {
    const guest = await Guest.meet(libvirt, domain);
    const answers: string[] = [];
    for (const line of lines) answers.push(await guest.command(line));
    await guest.close();
    return answers;
}

async function fileOf(target: string): Promise<number> {
    const list = await virsh("domblklist", domain);
    const [, file = ""] = new RegExp(`${target} +(\\S+)`).exec(list) ?? [];
    return (await stat(file)).ino;
}

interface Preview {
    readonly changeSummary: Readonly<Record<string, number>>;
    readonly diagnostics?: readonly { readonly urn: string; readonly message: string }[];
}

async function previewOf(tuning: string) {
    await stack.setProgram(program(tuning));
    const text = await stack.succeed("preview", "--json");
    const { changeSummary, diagnostics = [] } = JSON.parse(text) as Preview; // the CLI's documented form
    const said = diagnostics
        .filter(({ urn }) => urn.endsWith("-xp-domain"))
        .map(({ message }) => message.trim().replace(name, "lab"));
    return { changes: changeSummary, said };
}

test("stock runs the guest on IDE", async () => {
    await stack.up();
    disk = await fileOf("hda");
    const [written, disks] = await ask(`write-pattern ${PATTERN}`, "disks");
    expect(written).toMatch(/^OK write-pattern .*: sha256 /);
    expect(disks).toMatch(/^OK disks: hda ide .*; hdb ide 67108864 /);
});

test("preview says what performance costs, and replaces nothing", async () => {
    expect(await previewOf("performance")).toEqual({
        changes: { same: 13, update: 1 },
        said: [
            "lab-xp-domain: disks.hda, disks.vda, interfaces.local-area-connection.model, iothreads: restarts the guest",
        ],
    });
});

test("performance puts the same disk on virtio with its own thread, and the guest boots from it", async () => {
    const before = emulatorOf(domain);
    await stack.up();
    expect([emulatorOf(domain) === before, await fileOf("vda")]).toEqual([false, disk]);
    const live = await virsh("dumpxml", domain);
    expect(live).toMatch(
        /cache='writeback' io='threads' discard='unmap' iothread='1' detect_zeroes='unmap'/,
    );
    expect(live).toContain("<model type='virtio'/>");
    const [disks] = await ask("disks");
    expect(disks).toMatch(/^OK disks: hdb ide 67108864 /);
    expect(await stack.preview()).toEqual({ same: 14 });
});

test("back in stock the disk keeps what was written to it", async () => {
    expect((await previewOf("stock")).changes).toEqual({ same: 13, update: 1 });
    await stack.up();
    expect(await fileOf("hda")).toBe(disk);
    const [kept] = await ask(`check-pattern ${PATTERN}`);
    expect(kept).toMatch(/^OK check-pattern .*: sha256 /);
});
