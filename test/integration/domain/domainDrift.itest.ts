import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { plain } from "../../../src/provider/lifecycle/defaults";
import { Domain } from "../../../src/schema/domain/domain";
import { domainEffects } from "../../../src/schema/domain/domainEffects";
import { isOffHost } from "../../../src/schema/core/effects";
import { fieldsOf } from "../../schema/fields";
import { virsh } from "../support/host/command";
import { DrivenDomain, viewDomain, type Declared } from "../support/domain/drivenDomain";
import { pidOf } from "../support/host/emulator";
import { until } from "../support/host/until";
import { DomainFixtures } from "../support/domain/domainFixtures";
import { virshWithXml } from "../support/host/virshWithXml";

jest.setTimeout(300_000);

const fixtures = new DomainFixtures("drift");
const { name, file, other } = fixtures;

/** Every field that the host stores. */
const declared: Declared = {
    uuid: randomUUID(),
    title: "A title",
    description: "Some text",
    accelerator: "tcg",
    machineType: "pc-i440fx-7.2",
    emulator: "/usr/bin/qemu-system-x86_64",
    memoryMiB: 16,
    shutdownTimeoutSeconds: 0,
    vcpus: 1,
    iothreads: 1,
    sharePages: false,
    dumpCore: false,
    cputune: {
        shares: 512,
        globalPeriodMicroseconds: 100_000,
        globalQuotaMicroseconds: 200_000,
    },
    cpuFeatures: [{ name: "nx", policy: "disable" }],
    clock: { offset: "utc", rtcTickPolicy: "catchup", pitTickPolicy: "delay", hpet: true },
    disks: {
        hda: { file: file("disk-1"), backingChain: [{ file: file("disk-5"), format: "qcow2" }] },
        vda: {
            bus: "virtio",
            file: file("disk-2"),
            serial: "TWO",
            cache: "writeback",
            io: "threads",
            iothread: 1,
            discard: "unmap",
            detectZeroes: "unmap",
            iotune: { totalBytesPerSecond: 104_857_600, totalIopsPerSecond: 5000 },
        },
    },
    cdroms: { hdc: { file: file("cd-1") } },
    floppies: { fda: { file: file("floppy-1") } },
    interfaces: {
        lan: {
            network: other("a"),
            mac: "52:54:00:00:00:01",
            filter: other("a"),
            filterParameters: { IP: "10.1.1.1" },
            captureFile: file("lan-capture"),
        },
        wan: { network: other("b"), mac: "52:54:00:00:00:02" },
    },
    serials: [{ logFile: file("log") }],
    graphics: { listen: "127.0.0.1", password: "first" },
    extraXml: [{ at: "/domain/devices", xml: '<watchdog model="i6300esb" action="none"/>' }],
};

type Edit = (xml: string) => string;

const replacing =
    (found: string | RegExp, by: string): Edit =>
    (xml) =>
        xml.replace(found, by);

const without = (found: string | RegExp): Edit => replacing(found, "");

const device = (kind: string, mark: string) =>
    new RegExp(`<${kind}\\b(?:(?!</${kind}>)[\\s\\S])*${mark}[\\s\\S]*?</${kind}>`);

/** A field, and an edit of its stored value. */
const EDITS: readonly [path: string, edit: Edit][] = [
    ["title", replacing("A title", "Another title")],
    ["description", without(/<description>.*<\/description>/)],
    ["machineType", replacing("pc-i440fx-7.2", "pc-i440fx-7.1")],
    ["emulator", replacing("/usr/bin/qemu-system", "/bin/qemu-system")],
    ["memoryMiB", replacing(/'KiB'>16384</g, "'KiB'>20480<")],
    ["vcpus", (xml) => xml.replace(">1</vcpu>", ">2</vcpu>").replace("cores='1'", "cores='2'")],
    ["cpuModel", replacing(">qemu64<", ">qemu32<")],
    ["cpuVendorId", replacing("'AuthenticAMD'", "'GenuineIntel'")],
    ["iothreads", replacing(">1</iothreads>", ">2</iothreads>")],
    ["sharePages", without("<nosharepages/>")],
    ["dumpCore", replacing("dumpCore='off'", "dumpCore='on'")],
    ["cputune.shares", replacing(">512</shares>", ">256</shares>")],
    [
        "cputune.globalPeriodMicroseconds",
        replacing(">100000</global_period>", ">50000</global_period>"),
    ],
    ["cputune.globalQuotaMicroseconds", without("<global_quota>200000</global_quota>")],
    ["cpuFeatures[0].policy", replacing("policy='disable' name='nx'", "policy='force' name='nx'")],
    ["acpi", without("<acpi/>")],
    ["apic", without("<apic/>")],
    ["pae", without("<pae/>")],
    ["clock.offset", replacing("offset='utc'", "offset='localtime'")],
    ["clock.rtcTickPolicy", replacing("'catchup'", "'delay'")],
    ["clock.pitTickPolicy", without("<timer name='pit' tickpolicy='delay'/>")],
    ["clock.hpet", replacing("name='hpet' present='yes'", "name='hpet' present='no'")],
    ["bootOrder[0]", replacing("<boot dev='hd'/>", "<boot dev='network'/>")],
    ["disks.hda", without(device("disk", "dev='hda'"))],
    ["disks.hda.file", replacing(file("disk-1"), file("disk-3"))],
    [
        "disks.hda.format",
        replacing(/type='qcow2'(\/>\s*<source file='[^']*disk-1)/, "type='raw'$1"),
    ],
    ["disks.hda.backingChain[0].file", replacing(file("disk-5"), file("disk-4"))],
    ["disks.hda.serial", without(/<serial>HD.*<\/serial>/)],
    ["disks.vda.serial", replacing("TWO", "THREE")],
    ["disks.vda.cache", without(" cache='writeback'")],
    ["disks.vda.io", without(" io='threads'")],
    ["disks.vda.iothread", without(" iothread='1'")],
    ["disks.vda.discard", replacing("discard='unmap'", "discard='ignore'")],
    ["disks.vda.detectZeroes", replacing("detect_zeroes='unmap'", "detect_zeroes='on'")],
    ["disks.vda.iotune.totalBytesPerSecond", replacing(">104857600<", ">1048576<")],
    ["disks.vda.iotune.totalIopsPerSecond", without("<total_iops_sec>5000</total_iops_sec>")],
    ["disks.vda.readOnly", replacing("<serial>TWO", "<readonly/><serial>TWO")],
    ["disks.vda.pciSlot", replacing(/(TWO<[\s\S]*?slot=)'0x05'/, "$1'0x15'")],
    ["cdroms.hdc.file", replacing(file("cd-1"), file("cd-2"))],
    ["floppies.fda.file", without(`<source file='${file("floppy-1")}'/>`)],
    ["interfaces.lan.captureFile", replacing(file("lan-capture"), file("other-capture"))],
    ["interfaces.lan.network", replacing(`network='${other("a")}'`, `network='${other("b")}'`)],
    ["interfaces.lan.linkUp", replacing("<link state='up'/>", "<link state='down'/>")],
    ["interfaces.lan.filter", replacing(`filter='${other("a")}'`, `filter='${other("b")}'`)],
    ["interfaces.lan.filterParameters.IP", without("<parameter name='IP' value='10.1.1.1'/>")],
    [
        "interfaces.lan.isolatedPort",
        replacing(/<source network='[^']*'\/>/, "$&<port isolated='yes'/>"),
    ],
    ["graphics.password", replacing("passwd='first'", "passwd='second'")],
    ["cdroms.hdc", without(device("disk", "dev='hdc'"))],
    ["floppies.fda", without(device("disk", "dev='fda'"))],
    ["floppies.fda.readOnly", replacing("bus='fdc'/>", "bus='fdc'/><readonly/>")],
    ["interfaces.wan", without(device("interface", "00:00:00:02"))],
    ["interfaces.lan.mac", replacing("52:54:00:00:00:01", "52:54:00:00:00:09")],
    ["interfaces.lan.model", replacing("<model type='rtl8139'/>", "<model type='e1000'/>")],
    ["interfaces.lan.pciSlot", replacing("slot='0x03'", "slot='0x13'")],
    ["serials[0].logFile", replacing(/<log file='.*log'/, `<log file='${file("other-log")}'`)],
    [
        "parallels",
        replacing("<graphics", "<parallel type='dev'><source path='/dev/parport0'/></parallel>$&"),
    ],
    ["graphics", without(device("graphics", "type='vnc'"))],
    ["graphics.listen", replacing(/127\.0\.0\.1/g, "127.0.0.2")],
    ["video.model", replacing("type='cirrus'", "type='vga'")],
    ["video.vramKiB", replacing("vram='16384'", "vram='8192'")],
    [
        "usb",
        (xml) =>
            xml
                .replace(
                    "type='usb' index='0' model='none'",
                    "type='usb' index='0' model='piix3-uhci'",
                )
                .replace("<video>", "<input type='tablet' bus='usb'/><video>"),
    ],
    ["extraXml[0].xml", replacing("action='none'", "action='reset'")],
    ["extraXml", without(device("watchdog", "i6300esb"))],
];

/** A field, and a change of the running guest. */
const DONE: readonly [path: string, act: () => Promise<unknown>][] = [
    ["title", () => virsh("desc", name, "--title", "--live", "--new-desc", "Other")],
    ["description", () => virsh("desc", name, "--live", "--new-desc", "Other")],
    ["cdroms.hdc.file", () => virsh("change-media", name, "hdc", "--eject", "--live")],
    [
        "floppies.fda.file",
        () => virsh("change-media", name, "fda", file("floppy-2"), "--update", "--live"),
    ],
    ["interfaces.lan.linkUp", () => virsh("domif-setlink", name, "52:54:00:00:00:01", "down")],
    ["interfaces.lan.network", () => updateDevice("interface", replacing(other("a"), other("b")))],
    [
        "interfaces.lan.filter",
        () =>
            updateDevice(
                "interface",
                replacing(`filter='${other("a")}'`, `filter='${other("b")}'`),
            ),
    ],
    [
        "interfaces.lan.filterParameters.IP",
        () => updateDevice("interface", replacing("10.1.1.1", "10.1.1.2")),
    ],
    [
        "interfaces.lan.isolatedPort",
        () => updateDevice("interface", replacing("<model", "<port isolated='yes'/><model")),
    ],
    ["graphics.password", () => updateDevice("graphics", replacing("first", "second"))],
    ["autostart", () => virsh("autostart", name)],
    ["powerState", () => virsh("suspend", name)],
    ["powerState", () => virsh("destroy", name)],
    ["powerState", () => killed()],
];

/** Changes the first such device of the running guest with virsh. */
async function updateDevice(kind: string, edit: Edit): Promise<void> {
    const dump = await virsh("dumpxml", name, "--security-info");
    const [xml = ""] = device(kind, "").exec(dump) ?? [];
    const unplugged = xml.replace(/ portid='[^']*' bridge='[^']*'/, "");
    await virshWithXml("update-device", edit(unplugged), name);
}

async function killed(): Promise<void> {
    process.kill(Number(await pidOf(name)), "SIGKILL");
    await until("a guest that is off", async () =>
        (await virsh("domstate", name)).includes("shut"),
    );
}

const patternOf = (path: string) =>
    path
        .replace(/^(disks|cdroms|floppies|interfaces)\.\w+/, "$1.*")
        .replace(/filterParameters\.\w+/, "filterParameters.*")
        .replace(/\[.*/, "");

let domain: DrivenDomain;

beforeAll(async () => {
    await fixtures.build();
    domain = await DrivenDomain.create(name, declared);
});

afterAll(async () => {
    await domain.destroy();
    await fixtures.remove();
});

/** Expects a refresh to report this path and no other. */
async function expectDrift(path: string): Promise<void> {
    const drift = await domain.refresh();
    expect(drift?.map((change) => change.path)).toEqual([path]);
}

/** Expects the next up to fix it. */
async function expectFixed(path: string): Promise<void> {
    const changes = await domain.up(declared);
    expect(changes.map((change) => change.path)).toEqual([path]);
    expect(await domain.refresh()).toEqual([]);
    expect(domain.state["restartPending"]).toBe(false);
    expect(await domain.preview(declared)).toEqual([]);
}

test("changes every field that the host stores behind the provider's back", () => {
    const changed = new Set([...EDITS, ...DONE].map(([path]) => patternOf(path)));
    const fields = fieldsOf(Domain.inputs).filter(
        (field) => !isOffHost(domainEffects, field.split(".")),
    );
    const identity = ["name", "uuid", "accelerator", "applyChanges"];
    const buses = ["disks.*.bus", "cdroms.*.bus", "graphics.type", "graphics.socket"];
    // LUKS has its own test (luks.itest.ts).
    const luks = ["disks.*.encryption.secret"];
    // They need features of the host's kernel (storedXml.itest.ts).
    const limits = [
        "memtune.hardLimitMiB",
        "interfaces.*.bandwidth.inboundKiBPerSecond",
        "interfaces.*.bandwidth.outboundKiBPerSecond",
    ];
    // They need a host that has the devices; a device that somebody else plugs in is not drift.
    const usb = fields.filter((field) => field.startsWith("hostdevs"));
    const unchanged = fields.filter((field) => !changed.has(field)).sort();
    expect(unchanged).toEqual([...identity, ...buses, ...luks, ...limits, ...usb].sort());
});

test("reports nothing while nothing changes", async () => {
    expect(await domain.refresh()).toEqual([]);
    expect(await domain.preview(declared)).toEqual([]);
});

test.each(EDITS)("finds and fixes a stored change of %s", async (path, edit) => {
    const { pid } = await viewDomain(name);
    const xml = await virsh("dumpxml", name, "--inactive", "--security-info");
    expect(edit(xml)).not.toBe(xml);
    await virshWithXml("define", edit(xml));
    await expectDrift(path);
    // The running guest still has the declared value.
    expect(await domain.previewLabel(declared)).toBe("live");
    await expectFixed(path);
    expect((await viewDomain(name)).pid).toBe(pid);
});

test.each(DONE)("finds and fixes a live change of %s", async (path, act) => {
    await act();
    await expectDrift(path);
    await expectFixed(path);
});

test("recreates a removed domain with its creation defaults", async () => {
    const { devices } = await viewDomain(name);
    await virsh("destroy", name);
    await virsh("undefine", name);
    const born = plain(domain.inputs);
    expect(await domain.refresh()).toBeUndefined();
    domain = await DrivenDomain.create(name, declared);
    expect(plain(domain.inputs)).toEqual(born);
    expect((await viewDomain(name)).devices).toEqual(devices);
});

test("redefines a domain that was undefined while it runs, and leaves it running", async () => {
    const pid = await pidOf(name);
    await virsh("undefine", name);
    expect(await domain.refresh()).toBeUndefined();
    domain = await DrivenDomain.create(name, declared);
    expect(await virsh("dominfo", name)).toMatch(/^Persistent: +yes$/m);
    expect(await pidOf(name)).toBe(pid);
    expect(await domain.refresh()).toEqual([]);
});

/** Elements that users add, and that libvirt keeps unchanged. */
const FOREIGN: Readonly<Record<string, readonly [before: string, element: string]>> = {
    metadata: ["</metadata>", '<lab:note xmlns:lab="urn:lab">Whose?</lab:note>'],
    iothreads: ["<os>", "<iothreads>2</iothreads>"],
    pm: ["<devices>", "<pm><suspend-to-mem enabled='no'/></pm>"],
    sound: ["<video>", "<sound model='ac97'/>"],
    rng: ["</devices>", "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"],
};

describe("elements that others added", () => {
    const foreign = async () => {
        const { stored } = await viewDomain(name);
        return Object.keys(FOREIGN).map((kind) => {
            const found = device(kind === "metadata" ? "lab:note" : kind, "").exec(stored) ?? [];
            return found[0];
        });
    };
    let before: (string | undefined)[];

    beforeAll(async () => {
        const xml = await virsh("dumpxml", name, "--inactive", "--security-info");
        const edited = Object.values(FOREIGN).reduce(
            (text, [place, element]) => text.replace(place, element + place),
            xml,
        );
        await virshWithXml("define", edited);
        before = await foreign();
        expect(before).not.toContain(undefined);
    });

    test("are not drift", async () => {
        expect(await domain.refresh()).toEqual([]);
        expect(await domain.preview(declared)).toEqual([]);
    });

    test("survive ten updates byte for byte", async () => {
        const wan = { network: other("b"), mac: "52:54:00:00:00:02" };
        const { lan } = declared["interfaces"] as Readonly<Record<string, object>>; // as declared above
        const updates: Declared[] = [
            { title: "First" },
            { memoryMiB: 20 },
            { cdroms: { hdc: { file: file("cd-2") } } },
            { vcpus: 2 },
            { interfaces: { lan, wan: { ...wan, linkUp: false } } },
            { interfaces: { lan } },
            { interfaces: { lan, wan } },
            { graphics: { listen: "127.0.0.2", password: "second" } },
            { serials: [] },
            { usb: true, video: { model: "vga" }, extraXml: [] },
        ];
        let done = declared;
        for (const update of updates) {
            done = { ...done, ...update };
            await domain.up(done);
            expect(await foreign()).toEqual(before);
            expect(await domain.refresh()).toEqual([]);
        }
        await domain.up(declared);
        expect(await foreign()).toEqual(before);
    });
});

describe("fails when the daemon is unreachable", () => {
    const read = (socket: string) => domain.through(`qemu:///system?socket=${socket}`).refresh();

    test("without a socket", async () => {
        const socket = file("absent");
        await expect(read(socket)).rejects.toThrow(
            `The libvirt socket "${socket}" does not exist. ` +
                'Start libvirtd, or name its socket in the URI with "?socket=/path". [socket-missing]',
        );
    });

    test("behind a socket that closes each connection", async () => {
        const socket = file("closing");
        const server = createServer((client) => client.destroy()).listen(socket);
        await once(server, "listening");
        try {
            await expect(read(socket)).rejects.toThrow("was closed before the session was open");
        } finally {
            server.close();
        }
    });

    test("lost between two reads", async () => {
        const socket = file("proxy");
        const links: Socket[] = [];
        const server = createServer((client) => {
            const daemon = createConnection("/run/libvirt/libvirt-sock");
            client.pipe(daemon).pipe(client);
            links.push(client, daemon);
        }).listen(socket);
        await once(server, "listening");
        const far = domain.through(`qemu:///system?socket=${socket}`);
        expect(await far.refresh()).toEqual([]);
        server.close();
        for (const link of links) link.destroy();
        await expect(far.refresh()).rejects.toThrow();
    });
});
