import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { run as runXplab } from "../../../src/cli/run";
import { Libvirt } from "../../../src/libvirt";
import { virsh } from "../support/command";
import { recordingIo } from "../../cli/recordingIo";
import { Guest } from "../support/guest";
import { inventory } from "../support/inventory";
import { IMAGES, testName } from "../support/names";
import { Stack } from "../support/stack";

jest.setTimeout(400_000);

const name = testName("clean");
const folder = join(IMAGES, name);

/** Behind the stand-in's own partition, and of what a page cache would hold. */
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

/** Asks from inside, and goes again: the console has one client at a time. */
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

async function xplab(...words: readonly string[]) {
    const io = recordingIo();
    const code = await runXplab(words, io);
    return { code, ...io.written };
}

/** Where the guest finds the pattern of a seed. */
const found = (seed: string) =>
    inside(async (guest) => {
        const answers = [];
        for (const place of PLACES)
            answers.push(await guest.command(`check-pattern ${place} ${seed}`));
        return answers.map((answer) => answer.split(" ")[0]);
    });

/** The guest's two clocks, in milliseconds; libvirt gives its hardware clock the host's local time. */
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

test("a clean state is taken of the guest as it runs, and nothing differs after", async () => {
    await write("clean");
    await declare({ clean: { hardware: "a" } });
    expect(await found("clean")).toEqual(["OK", "OK"]);
    expect(await files()).toEqual(["clean", "disk", "disk.active", "image"]);
    expect(await runningDisk()).toMatch(/\/disk-[0-9a-f]{8}\.active$/);
    expect(await stack.preview()).toEqual({ same: SIZE });
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("a changed trigger brings disk and memory back, twice", async () => {
    for (const resetTrigger of ["1", "2"]) {
        await write("dirty");
        expect(await found("dirty")).toEqual(["OK", "OK"]);
        expect(await declare({ clean: { hardware: "a", resetTrigger } })).toEqual([
            "clean: resetTrigger: brings the guest back to its clean state, what it has written since is lost",
        ]);
        expect(await found("clean")).toEqual(["OK", "OK"]);
    }
});

test("after a reset the hardware clock has the host's time, the guest's own one the time of the clean state", async () => {
    const { system, hardware } = await clocks();
    expect(hardware - system).toBeGreaterThan(0);
    expect(Math.abs(hardware - hostClock())).toBeLessThan(MINUTE);
});

test("xplab reset does the same beside Pulumi, which then has nothing to do", async () => {
    await write("dirty");
    const { code, out } = await xplab("reset", name, "--json");
    expect(code).toBe(0);
    const { machines } = JSON.parse(out) as { machines: Record<string, unknown>[] };
    expect(machines.map(({ domain, error }) => ({ domain, error }))).toEqual([{ domain: name }]);
    expect(await found("clean")).toEqual(["OK", "OK"]);
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("other hardware: it is taken again from the clean disk, without what was written since", async () => {
    await write("dirty");
    const told = await declare({ memoryMiB: 144, clean: { hardware: "b", resetTrigger: "2" } });
    expect(told.map((line) => line.replace(/\d+ (s|MiB)\b/g, "N $1"))).toEqual([
        "domain: memoryMiB 128 -> 144: restarts the guest",
        "clean: clean state will be taken again (about N s, and the guest's start)",
    ]);
    expect(await found("clean")).toEqual(["OK", "FAIL"]);
    expect(await files()).toEqual(["clean", "disk", "disk.active", "image"]);
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("without it the guest runs on as it is", async () => {
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
        `✗ ${name}: Domain "${name}" has no clean state to go back to. Declare a DomainSaveImage of it, or set cleanState of its machine, and run "pulumi up" while it runs. [clean-state-missing]\n`,
    );
});
