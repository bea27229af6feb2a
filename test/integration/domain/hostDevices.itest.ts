import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import { StandIn } from "../../../src/standIn";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { output, virsh } from "../support/host/command";
import { DrivenDomain, type Declared } from "../support/domain/drivenDomain";
import { pidOf } from "../support/host/emulator";
import { IMAGES, testName } from "../support/host/names";
import { SerialLine } from "../support/host/serialLine";

jest.setTimeout(300_000);

const name = testName("ports");
const folder = join(IMAGES, name);
const ABSENT = "/dev/ttyS77";

/** The script that the guest runs from its CD. */
const SCRIPTS = {
    "SAY.SH": 'echo "$2" >"/dev/tty$1"\n',
    "HEAR.SH":
        'stty -F "/dev/tty$1" raw -echo; exec 3<>"/dev/tty$1"; echo ready >&3; read -r line <&3; echo "$line"\n',
    "PORTS.SH": "grep 16550 /proc/tty/driver/serial | sed 's/ tx:.*//'\n",
};

let libvirt: Libvirt;
let lines: readonly [com2: SerialLine, com3: SerialLine];
let domain: DrivenDomain;
let declared: Declared;
let guest: StandIn;

const portsOf = (...paths: readonly string[]) => [
    {},
    ...paths.map((path, index) => ({ type: "dev", path, ...(index === 1 && { irq: 5 }) })),
];

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    lines = [await SerialLine.open(), await SerialLine.open()];
    await mkdir(join(folder, "cd"), { recursive: true });
    await output("qemu-img", ["convert", "-O", "qcow2", standInImage, join(folder, "hda")]);
    for (const [file, text] of Object.entries(SCRIPTS)) {
        await writeFile(join(folder, "cd", file), text);
    }
    const iso = join(folder, "cd.iso");
    await output("xorriso", ["-as", "mkisofs", "-quiet", "-J", "-o", iso, join(folder, "cd")]);
    declared = {
        accelerator: "tcg",
        memoryMiB: 96,
        shutdownTimeoutSeconds: 0,
        disks: { hda: { file: join(folder, "hda") } },
        cdroms: { hdc: { file: iso } },
        serials: portsOf(lines[0].path, lines[1].path),
    };
    domain = await DrivenDomain.create(name, declared);
    const handle = await libvirt.call("domainLookupByName", { name });
    guest = await StandIn.attach(libvirt, handle);
    await guest.ready();
});

afterAll(async () => {
    await guest.close();
    await domain.destroy();
    for (const line of lines) line.close();
    await rm(folder, { recursive: true });
    libvirt.close();
});

test("gives the guest's second and third port a host port and an interrupt each", async () => {
    const told = await guest.tell("run cdrom PORTS.SH");
    expect(told).toBe(
        "0: uart:16550A port:000003F8 irq:4 1: uart:16550A port:000002F8 irq:3 2: uart:16550A port:000003E8 irq:5",
    );
});

test.each([
    ["S1", 0],
    ["S2", 1],
] as const)("writes what the guest writes to tty%s to the host's port", async (tty, index) => {
    await guest.tell(`run cdrom SAY.SH ${tty} out-of-${tty}`);
    await lines[index].hears(`out-of-${tty}`);
});

test.each([
    ["S1", 0],
    ["S2", 1],
] as const)("delivers what arrives there to the guest's tty%s", async (tty, index) => {
    const heard = guest.tell(`run cdrom HEAR.SH ${tty}`);
    await lines[index].hears("ready");
    lines[index].write(`into-${tty}\n`);
    expect(await heard).toBe(`into-${tty}`);
});

test("finds nothing that differs from the declaration", async () => {
    expect(await domain.refresh()).toEqual([]);
    expect(await domain.preview(declared)).toEqual([]);
});

describe("refuses an unavailable device while the guest runs on", () => {
    const refused = async (fields: Declared, text: string) => {
        const pid = await pidOf(name);
        await expect(domain.up({ ...declared, ...fields })).rejects.toThrow(text);
        expect(await pidOf(name)).toBe(pid);
        expect(await domain.preview(declared)).toEqual([]);
        expect(await virsh("list", "--all", "--name")).not.toContain("probe-ports");
    };

    test("a missing serial port", async () => {
        await refused(
            { serials: portsOf(lines[0].path, ABSENT) },
            `Domain "${name}" cannot use the host's ${ABSENT}: Path '${ABSENT}' is not accessible: No such file or directory. `,
        );
    });

    test("a missing parallel port", async () => {
        const path = "/dev/parport77";
        await refused(
            { parallels: [{ path }] },
            `Domain "${name}" cannot use the host's ${path}: Path '${path}' is not accessible: No such file or directory. `,
        );
    });

    test("a missing USB device", async () => {
        // No vendor has this id, so no host has the device.
        const nothing = { vendorId: "0x0000", productId: "0x0001" };
        await refused(
            { hostdevs: { nothing } },
            `Domain "${name}" cannot use USB device 0000:0001: the host has `,
        );
    });
});

test("refuses a port that a running guest has, and creates nothing", async () => {
    const other = DrivenDomain.planned(`${name}-2`);
    const [{ path }] = lines;
    const serials = portsOf(path);
    await expect(other.up({ accelerator: "tcg", memoryMiB: 16, serials })).rejects.toThrow(
        `Domain "${name}-2" cannot use the host's ${path}: the running domain "${name}" has it. `,
    );
    expect(await virsh("list", "--all", "--name")).not.toContain(`${name}-2`);
});

test("a saved and restored guest has its ports again, as after a reset to its clean state", async () => {
    const saved = join(folder, "saved");
    await guest.close();
    await virsh("save", name, saved);
    await virsh("restore", saved);
    guest = await StandIn.attach(libvirt, await libvirt.call("domainLookupByName", { name }));
    await guest.tell("run cdrom SAY.SH S1 restored");
    await lines[0].hears("restored");
    expect(await domain.refresh()).toEqual([]);
});

test("adding or removing a port restarts the guest, which keeps the others", async () => {
    const before = await pidOf(name);
    const fewer = { ...declared, serials: portsOf(lines[0].path) };
    const changes = await domain.up(fewer);
    expect(changes.map(({ path, effect }) => [path, effect])).toEqual([["serials", "restart"]]);
    expect(await pidOf(name)).not.toBe(before);
    expect(await domain.refresh()).toEqual([]);
    // The first port too: libvirt lists it a second time, as the console.
    const [{ path }] = lines;
    await domain.up({ ...declared, serials: [{ type: "dev", path }] });
    expect(await domain.refresh()).toEqual([]);
    await domain.up(declared);
    expect(await domain.refresh()).toEqual([]);
    expect(await virsh("dumpxml", name, "--inactive")).toMatch(/<console type='pty'>/);
});
