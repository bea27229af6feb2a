import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { BEYOND } from "../../../src/schema/core/accept";
import { Domain } from "../../../src/schema/domain/domain";
import { readDomain } from "../../../src/xml/domain/read/domain";
import { parse } from "../../../src/xml/tree/parse";
import { checked } from "../../xml/goldens";
import { saidOf } from "../../xml/said";
import { virsh } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";
import { unusedFields } from "../support/domain/unusedFields";

jest.setTimeout(300_000);

const name = testName("xml");
const folder = `${IMAGES}/${name}`;
const password = "Canary7!";
const uuid = randomUUID();

/**
 * Every field of a domain with a value that is not its default, spread over two domains where fields exclude
 * each other.
 */
const full = {
    name,
    uuid,
    title: "A title",
    description: "Some text & more",
    accelerator: "tcg",
    machineType: "pc-i440fx-7.1",
    emulator: "/usr/bin/qemu-system-x86_64",
    memoryMiB: 48,
    vcpus: 2,
    iothreads: 2,
    cpuModel: "qemu32",
    cpuVendorId: "AuthenticAMD",
    cpuFeatures: [{ name: "nx", policy: "disable" }],
    acpi: false,
    apic: false,
    pae: false,
    clock: { offset: "localtime", rtcTickPolicy: "catchup", pitTickPolicy: "delay", hpet: true },
    bootOrder: ["cdrom", "fd"],
    disks: {
        vda: {
            bus: "virtio",
            file: `${folder}/top`,
            format: "qcow2",
            backingChain: [{ file: `${folder}/base`, format: "raw" }],
            serial: "SERIAL-1",
            cache: "none",
            io: "threads",
            iothread: 2,
            discard: "unmap",
            detectZeroes: "unmap",
            iotune: { totalBytesPerSecond: 5242880, totalIopsPerSecond: 100 },
            readOnly: true,
            pciSlot: 9,
        },
    },
    cdroms: { sda: { bus: "sata", file: `${folder}/cd` } },
    floppies: { fdb: { file: `${folder}/floppy`, readOnly: true } },
    interfaces: {
        lan: {
            mac: "52:54:00:aa:bb:cc",
            network: name,
            model: "pcnet",
            linkUp: false,
            filter: name,
            filterParameters: { IP: "10.1.2.3" },
            isolatedPort: true,
            pciSlot: 11,
        },
    },
    serials: [{ type: "pty", logFile: `${folder}/logs/com1.log` }],
    graphics: { type: "vnc", listen: "127.0.0.2", password },
    video: { model: "vga", vramKiB: 8192 },
    usb: true,
    cputune: {
        shares: 512,
        globalPeriodMicroseconds: 50000,
        globalQuotaMicroseconds: 100000,
    },
    sharePages: false,
    dumpCore: false,
    creationDefaults: {
        sharePages: true,
        dumpCore: true,
        iotune: { totalBytesPerSecond: 4096, totalIopsPerSecond: 1 },
    },
    autostart: true,
    extraXml: [{ at: "/domain/devices", xml: "<watchdog model='i6300esb' action='none'/>" }],
    identitySeed: "a seed",
    applyChanges: "nextStart",
    shutdownTimeoutSeconds: 5,
    powerState: "running",
};

const encryption = { secret: "2b0e7ab5-5a0e-4b6e-9d4e-0f9f3a4c6a11" };

const second = {
    name: `${name}-2`,
    memoryMiB: 16,
    accelerator: "tcg",
    powerState: "off",
    disks: {
        hda: {
            file: `${folder}/secret`,
            encryption,
            backingChain: [{ file: `${folder}/below`, format: "qcow2", encryption }],
        },
    },
    graphics: { type: "vnc", socket: `${folder}/screen` },
    // Neither starts on every host: one needs the right to lock memory, the other the host's packet schedulers.
    memtune: { hardLimitMiB: 1536 },
    // Which devices a host has is unknown.
    accept: BEYOND,
    serials: [{}, {}, { type: "dev", path: "/dev/ttyS9", irq: 5 }],
    parallels: [{ type: "dev", path: "/dev/parport0" }],
    hostdevs: {
        dongle: { vendorId: "0x0529", productId: "0x0001", bus: 1, device: 4, usbPort: 2 },
        scanner: { type: "usb", bus: 1, device: 5 },
    },
    interfaces: {
        lan: {
            network: name,
            bandwidth: { inboundKiBPerSecond: 2000, outboundKiBPerSecond: 100 },
            captureFile: `${folder}/logs/frames`,
        },
    },
};

/**
 * What libvirt must have stored of them, one line each; the schema or the target decides where device addresses
 * stand.
 */
const STORED: [field: string, xml: string][] = [
    ["name", `<name>${name}</name>`],
    ["uuid", `<uuid>${uuid}</uuid>`],
    ["title", "<title>A title</title>"],
    ["description", "<description>Some text &amp; more</description>"],
    ["accelerator", "<domain type='qemu'>"],
    ["machineType", "<type arch='x86_64' machine='pc-i440fx-7.1'>hvm</type>"],
    ["emulator", "<emulator>/usr/bin/qemu-system-x86_64</emulator>"],
    [
        "memoryMiB",
        "<memory dumpCore='off' unit='KiB'>49152</memory> <currentMemory unit='KiB'>49152</currentMemory>",
    ],
    ["sharePages", "<memoryBacking> <nosharepages/> </memoryBacking>"],
    [
        "cputune",
        "<cputune> <shares>512</shares> <global_period>50000</global_period> " +
            "<global_quota>100000</global_quota> </cputune>",
    ],
    ["vcpus", "<vcpu placement='static'>2</vcpu>"],
    ["vcpus", "<topology sockets='1' dies='1' cores='2' threads='1'/>"],
    ["iothreads", "<iothreads>2</iothreads>"],
    ["cpuModel", "vendor_id='AuthenticAMD'>qemu32</model>"],
    ["cpuVendorId", "<model fallback='forbid' vendor_id='AuthenticAMD'>"],
    ["cpuFeatures", "<feature policy='disable' name='nx'/> </cpu>"],
    ["clock.offset", "<clock offset='localtime'>"],
    ["clock.rtcTickPolicy", "<timer name='rtc' tickpolicy='catchup'/>"],
    ["clock.pitTickPolicy", "<timer name='pit' tickpolicy='delay'/>"],
    ["clock.hpet", "<timer name='hpet' present='yes'/>"],
    ["bootOrder", "<boot dev='cdrom'/> <boot dev='fd'/> </os>"],
    [
        "disks.vda",
        "<disk type='file' device='disk'> " +
            "<driver name='qemu' type='qcow2' cache='none' io='threads' discard='unmap' iothread='2' detect_zeroes='unmap'/> " +
            `<source file='${folder}/top'/> ` +
            `<backingStore type='file'> <format type='raw'/> <source file='${folder}/base'> ` +
            "<seclabel model='dac' relabel='no'/> </source> <backingStore/> </backingStore> " +
            "<target dev='vda' bus='virtio'/> " +
            "<iotune> <total_bytes_sec>5242880</total_bytes_sec> <total_iops_sec>100</total_iops_sec> </iotune> " +
            "<readonly/> <serial>SERIAL-1</serial> " +
            "<address type='pci' domain='0x0000' bus='0x00' slot='0x09' function='0x0'/> </disk>",
    ],
    [
        "cdroms.sda",
        "<disk type='file' device='cdrom'> <driver name='qemu' type='raw'/> " +
            `<source file='${folder}/cd'/> <target dev='sda' bus='sata'/> <readonly/> ` +
            "<address type='drive' controller='0' bus='0' target='0' unit='0'/> </disk>",
    ],
    [
        "floppies.fdb",
        "<disk type='file' device='floppy'> <driver name='qemu' type='raw'/> " +
            `<source file='${folder}/floppy'/> <target dev='fdb' bus='fdc'/> <readonly/> ` +
            "<address type='drive' controller='0' bus='0' target='0' unit='1'/> </disk>",
    ],
    [
        "interfaces.lan",
        "<interface type='network'> <mac address='52:54:00:aa:bb:cc'/> " +
            `<source network='${name}'/> <port isolated='yes'/> <model type='pcnet'/> ` +
            `<filterref filter='${name}'> <parameter name='IP' value='10.1.2.3'/> </filterref> ` +
            "<link state='down'/> " +
            "<address type='pci' domain='0x0000' bus='0x00' slot='0x0b' function='0x0'/> </interface>",
    ],
    [
        "serials",
        `<serial type='pty'> <log file='${folder}/logs/com1.log' append='on'/> ` +
            "<target type='isa-serial' port='0'> <model name='isa-serial'/> </target> </serial>",
    ],
    ["graphics.listen", "<listen type='address' address='127.0.0.2'/>"],
    ["graphics.password", `passwd='${password}'`],
    ["video", "<model type='vga' vram='8192' heads='1' primary='yes'/>"],
    ["extraXml", "<watchdog model='i6300esb' action='none'>"],
    ["usb", "<input type='tablet' bus='usb'>"],
];

const ABSENT: [field: string, xml: string][] = [
    ["acpi", "<acpi"],
    ["apic", "<apic"],
    ["pae", "<pae"],
];

const program = `
const options = { provider: new libvirt.Provider("libvirt") };
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${folder}" }, options);
const volume = (name, args) =>
    new libvirt.Volume(name, { name, pool: pool.name, format: "raw", ...args }, options);
const base = volume("base", { source: { file: __filename } });
const files = [
    volume("cd", { capacityBytes: 1 << 20 }),
    volume("floppy", { capacityBytes: 1474560 }),
    volume("top", { format: "qcow2", backingVolume: base.id }),
];
const network = new libvirt.Network("network", { name: "${name}" }, options);
const filter = new libvirt.NetworkFilter("filter", { name: "${name}", rules: [] }, options);
const dependsOn = [...files, network, filter];
const password = new pulumi.Config().requireSecret("password");
const { graphics, ...args } = ${JSON.stringify(full)};
new libvirt.Domain("full", { ...args, graphics: { ...graphics, password } }, { ...options, dependsOn });
new libvirt.Domain("second", ${JSON.stringify(second)}, { ...options, dependsOn });
`;

let stack: Stack;
let said: string;
let stored: string;

beforeAll(async () => {
    stack = await Stack.create({ project: "xml", program });
    await stack.succeed("config", "set", "--secret", "password", password);
    said = await stack.up("--diff");
    stored = (await virsh("dumpxml", name, "--inactive", "--security-info"))
        .replace(/\s*\n\s*/g, " ")
        // libvirt 10.1 and later add it to every topology.
        .replace(" clusters='1'", "");
});

afterAll(() => stack.dispose());

test("the two domains use every field", () => {
    // One is the former name of creationDefaults; the other configures the provider's wait (ready.itest.ts).
    expect(unusedFields(Domain.inputs, [full, second])).toEqual([".bornWith", ".readyWhen"]);
});

test.each(STORED)("libvirt stores %s", (_field, xml) => {
    expect(stored).toContain(xml);
});

test("reads back as declared, stored and live", async () => {
    const graphics = { ...full.graphics, password };
    const { plain } = await checked("Domain", { ...full, graphics });
    const domain = Domain.inputs.parse(plain);
    const dump = async (...flags: string[]) => parse(await virsh("dumpxml", name, ...flags));
    const storedXml = await dump("--inactive", "--security-info");
    const runningXml = await dump("--migratable");
    expect(readDomain(storedXml, domain.interfaces)).toStrictEqual(saidOf(domain));
    expect(readDomain(runningXml, domain.interfaces, storedXml)).toStrictEqual(saidOf(domain));
});

test.each(ABSENT)("libvirt does not store %s", (_field, xml) => {
    expect(stored).not.toContain(xml);
});

test("libvirt stores graphics.socket", async () => {
    const xml = await virsh("dumpxml", second.name, "--inactive");
    expect(xml).toContain(`<listen type='socket' socket='${folder}/screen'/>`);
});

test("libvirt stores memtune, an interface's bandwidth and captureFile, which read back as declared", async () => {
    const { plain } = await checked("Domain", second);
    const domain = Domain.inputs.parse(plain);
    const { memtune, interfaces } = readDomain(
        parse(await virsh("dumpxml", second.name, "--inactive")),
        domain.interfaces,
    );
    expect(memtune).toEqual(second.memtune);
    const { bandwidth, captureFile } = (interfaces as typeof second.interfaces).lan;
    expect({ network: name, bandwidth, captureFile }).toEqual(second.interfaces.lan);
});

test("libvirt stores host devices, which read back as declared", async () => {
    const xml = parse(await virsh("dumpxml", second.name, "--inactive"));
    const { serials, parallels, hostdevs } = readDomain(xml, {});
    const [, , port] = second.serials;
    expect(serials).toEqual([{ type: "pty" }, { type: "pty" }, port]);
    expect(parallels).toEqual(second.parallels);
    expect(hostdevs).toEqual({
        dongle: { type: "usb", ...second.hostdevs.dongle },
        scanner: { ...second.hostdevs.scanner, usbPort: 1 },
    });
});

test("libvirt stores autostart and powerState", async () => {
    const info = await virsh("dominfo", name);
    expect(info).toMatch(/^Autostart: +enable$/m);
    expect(info).toMatch(/^State: +running$/m);
    expect(await virsh("dominfo", second.name)).toMatch(/^State: +shut off$/m);
});

test("a preview afterwards is empty, so everything reads back as declared", async () => {
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: 11 });
});

test("the password is nowhere in clear text", async () => {
    const state = await stack.stateText();
    const log = await readFile(`/var/log/libvirt/qemu/${name}.log`, "utf8");
    expect(state).toContain(full.description);
    expect([state, said, log].map((text) => text.includes(password))).toEqual([
        false,
        false,
        false,
    ]);
});
