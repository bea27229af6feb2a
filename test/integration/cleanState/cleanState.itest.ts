import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { run as runXplab } from "../../../src/cli/run";
import { Libvirt } from "../../../src/libvirt";
import { virsh } from "../support/host/command";
import { recordingIo } from "../../cli/recordingIo";
import { Guest } from "../support/guest/guest";
import { inventory } from "../support/host/inventory";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(400_000);

const name = testName("clean");
const folder = join(IMAGES, name);

/** Beyond the stand-in's own partition, and larger than a page cache would hide. */
const PLACES = ["hda 50331648 1048576", "memory 0 1048576"] as const;

interface Wanted {
    readonly memoryMiB?: number;
    readonly clean?: Readonly<Record<string, unknown>>;
}

const program = ({ memoryMiB = 128, clean }: Wanted) => `
const provider = new libvirt.Provider("libvirt");
const options = { provider, deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${folder}" }, options);
const source = { file: "${standInImage}" };
const image = new libvirt.Volume("image", { pool: pool.name, source }, { provider });
const disk = new libvirt.Volume("disk", { pool: pool.name, backingVolume: image.id }, { provider });
const domain = new libvirt.Domain("domain", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: ${memoryMiB},
    shutdownTimeoutSeconds: 20,
    disks: { hda: { file: disk.path, format: disk.format, backingChain: disk.backingChain } },
    serials: [{}],
    graphics: { password: pulumi.secret("Canary7!") },
}, options);
const clean = ${JSON.stringify(clean)};
if (clean) new libvirt.DomainSaveImage("clean", { domain: domain.uuid, pool: pool.name, ...clean }, { provider });
`;

const SIZE = 7;
const MINUTE = 60_000;

let libvirt: Libvirt;
let stack: Stack;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({ project: "clean", program: program({}) });
    await stack.up();
});

afterAll(async () => {
    libvirt.close();
    await stack.dispose();
    expect((await inventory()).filter((line) => line.includes(name))).toEqual([]);
});

/** Asks from inside and disconnects: the console has one client at a time. */
async function inside<T>(ask: (guest: Guest) => Promise<T>): Promise<T> {
    const guest = await Guest.meet(libvirt, name);
    try {
        return await ask(guest);
    } finally {
        await guest.close();
    }
}

const write = (seed: string) =>
    inside(async (guest) => {
        for (const place of PLACES) await guest.command(`write-pattern ${place} ${seed}`);
    });

async function xplab(...args: readonly string[]) {
    const io = recordingIo();
    const code = await runXplab(args, io);
    return { code, ...io.written };
}

/** Where the guest finds the pattern of a seed. */
const found = (seed: string) =>
    inside(async (guest) => {
        const answers = [];
        for (const place of PLACES) {
            answers.push(await guest.command(`check-pattern ${place} ${seed}`));
        }
        return answers.map((answer) => answer.split(" ")[0]);
    });

/** The guest's two clocks, in milliseconds; libvirt sets its hardware clock to the host's local time. */
const clocks = () =>
    inside(async (guest) => {
        const answer = await guest.command("clock");
        const [, system = "", hardware = ""] = /system (\S+), hardware (\S+)$/.exec(answer) ?? [];
        return { system: Date.parse(system), hardware: Date.parse(hardware) };
    });

const hostClock = () => Date.now() - new Date().getTimezoneOffset() * MINUTE;

async function declare(wanted: Wanted): Promise<string[]> {
    await stack.setProgram(program(wanted));
    const preview = JSON.parse(await stack.succeed("preview", "--json")) as {
        diagnostics?: { message: string }[]; // the CLI's documented form
    };
    await stack.up();
    return (preview.diagnostics ?? []).map(({ message }) => message.trim());
}

const files = async () =>
    (await readdir(folder)).map((file) => file.replace(/-[0-9a-f]{8,16}/, "")).sort();

const runningDisk = async () => /hda +(\S+)/.exec(await virsh("domblklist", name))?.[1];

test("takes a clean state of a running guest, and nothing differs afterwards", async () => {
    await write("clean");
    await declare({ clean: { hardware: "a" } });
    expect(await found("clean")).toEqual(["OK", "OK"]);
    expect(await files()).toEqual(["clean", "disk", "disk.active", "image"]);
    expect(await runningDisk()).toMatch(/\/disk-[0-9a-f]{8}\.active$/);
    expect(await stack.preview()).toEqual({ same: SIZE });
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("a changed trigger restores disk and memory, twice", async () => {
    for (const resetTrigger of ["1", "2"]) {
        await write("dirty");
        expect(await found("dirty")).toEqual(["OK", "OK"]);
        expect(await declare({ clean: { hardware: "a", resetTrigger } })).toEqual([
            "clean: resetTrigger: brings the guest back to its clean state, what it has written since is lost",
        ]);
        expect(await found("clean")).toEqual(["OK", "OK"]);
    }
});

test("a reset sets the hardware clock to the host's time, and the guest's own clock to that of the clean state", async () => {
    const { system, hardware } = await clocks();
    expect(hardware - system).toBeGreaterThan(0);
    expect(Math.abs(hardware - hostClock())).toBeLessThan(MINUTE);
});

test("xplab reset does the same outside Pulumi, which then has nothing to do", async () => {
    await write("dirty");
    const { code, out } = await xplab("reset", name, "--json");
    expect(code).toBe(0);
    const { machines } = JSON.parse(out) as { machines: Record<string, unknown>[] };
    expect(machines.map(({ domain, error }) => ({ domain, error }))).toEqual([{ domain: name }]);
    expect(await found("clean")).toEqual(["OK", "OK"]);
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("changed hardware replaces the clean state, taken from the clean disk without later writes", async () => {
    await write("dirty");
    const lines = await declare({ memoryMiB: 144, clean: { hardware: "b", resetTrigger: "2" } });
    expect(lines.map((line) => line.replace(/\d+ (s|MiB)\b/g, "N $1"))).toEqual([
        "domain: memoryMiB 128 -> 144: restarts the guest",
        "clean: clean state will be taken again (about N s, and the guest's start)",
    ]);
    expect(await found("clean")).toEqual(["OK", "FAIL"]);
    expect(await files()).toEqual(["clean", "disk", "disk.active", "image"]);
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("removing the clean state leaves the guest running as it is", async () => {
    await write("kept");
    await declare({ memoryMiB: 144 });
    expect(await found("kept")).toEqual(["OK", "OK"]);
    expect(await files()).toEqual(["disk", "image"]);
    expect(await runningDisk()).toMatch(/\/disk-[0-9a-f]{8}$/);
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: SIZE - 1 });
});

test("xplab reset of a machine without a clean state says what to do", async () => {
    const { code, out, err } = await xplab("reset", name);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(
        `✗ ${name}: Domain "${name}" has no clean state to go back to. Set cleanState on its machine, or declare a DomainSaveImage of it, and run "pulumi up" while it runs. [clean-state-missing]\n`,
    );
});
