import { randomUUID } from "node:crypto";
import { Domain } from "../../../src/schema/domain/domain";
import { domainEffects } from "../../../src/schema/domain/domainEffects";
import type { Effect } from "../../../src/schema/core/effects";
import { withChanges } from "../../../src/provider/lifecycle/diff";
import { fieldsOf } from "../../schema/fields";
import { virsh } from "../support/host/command";
import { DrivenDomain, viewDomain, type Declared } from "../support/domain/drivenDomain";
import { DomainFixtures } from "../support/domain/domainFixtures";

jest.setTimeout(300_000);

const fixtures = new DomainFixtures("changes");
const { name, file, other } = fixtures;

const base: Declared = {
    uuid: randomUUID(),
    accelerator: "tcg",
    memoryMiB: 16,
    shutdownTimeoutSeconds: 0,
    disks: {
        hda: { file: file("disk-1"), serial: "ONE" },
        vda: { bus: "virtio", file: file("disk-2"), serial: "TWO" },
        sda: { bus: "sata", file: file("disk-3"), serial: "THREE" },
    },
    cdroms: { hdc: { file: file("cd-1") }, sdb: { bus: "sata" } },
    floppies: { fda: { file: file("floppy-1") } },
    interfaces: {
        lan: { network: other("a"), mac: "52:54:00:00:00:01" },
        wan: { network: other("b"), mac: "52:54:00:00:00:02", filter: other("b") },
    },
    serials: [{}],
    graphics: { password: "first" },
};

interface Row {
    /** The changed path, which determines its row of the effects and its kind. */
    readonly path: string;
    readonly effect: Effect;
    /** Absent when the field is removed. */
    readonly value?: unknown;
    /** What libvirt reports afterwards, both stored and live. */
    readonly has?: string;
    /** What the running guest has, where libvirt reports that differently. */
    readonly live?: string;
    readonly lacks?: string;
    /** Whether the host already has it. */
    readonly isKept?: boolean;
    /** Devices that are added, removed or get another address, MAC or serial; all others keep theirs. */
    readonly gone?: readonly string[];
    readonly came?: readonly string[];
}

/** Applied to one guest, one after the other. */
const ROWS: readonly Row[] = [
    { path: "title", effect: "live", value: "A title", has: "<title>A title</title>" },
    { path: "title", effect: "live", value: "Another", has: "<title>Another</title>" },
    { path: "title", effect: "live", lacks: "<title>" },
    { path: "description", effect: "live", value: "A & b", has: ">A &amp; b</description>" },
    { path: "description", effect: "live", value: "Other", has: "<description>Other</desc" },
    { path: "description", effect: "live", lacks: "<description>" },
    { path: "autostart", effect: "live", value: true, has: "Autostart: enable" },
    { path: "autostart", effect: "live", value: false, has: "Autostart: disable" },
    { path: "identitySeed", effect: "none", value: "another" },
    { path: "shutdownTimeoutSeconds", effect: "none", value: 1 },
    { path: "shutdownTimeoutSeconds", effect: "none", value: 0 },

    { path: "cdroms.hdc.file", effect: "live", value: file("cd-2"), has: file("cd-2") },
    { path: "cdroms.hdc.file", effect: "live", lacks: file("cd-2") },
    { path: "cdroms.hdc.file", effect: "live", value: file("cd-1"), has: file("cd-1") },
    { path: "cdroms.sdb.file", effect: "live", value: file("cd-2"), has: file("cd-2") },
    { path: "floppies.fda.file", effect: "live", value: file("floppy-2"), has: file("floppy-2") },
    { path: "floppies.fda.file", effect: "live", lacks: file("floppy-2") },
    { path: "floppies.fda.file", effect: "live", value: file("floppy-1"), has: file("floppy-1") },

    {
        path: "interfaces.lan.network",
        effect: "live",
        value: other("b"),
        has: `'52:54:00:00:00:01'/> <source network='${other("b")}'`,
    },
    {
        path: "interfaces.lan.linkUp",
        effect: "live",
        value: false,
        has: "<link state='down'/>",
    },
    { path: "interfaces.lan.linkUp", effect: "live", value: true, lacks: "<link state='down'/>" },
    {
        path: "interfaces.lan.filter",
        effect: "live",
        value: other("a"),
        has: `<filterref filter='${other("a")}'/>`,
    },
    {
        path: "interfaces.lan.filterParameters.IP",
        effect: "live",
        value: "10.1.1.1",
        has: "<parameter name='IP' value='10.1.1.1'/>",
    },
    {
        path: "interfaces.lan.filterParameters.IP",
        effect: "live",
        value: "10.1.1.2",
        has: "<parameter name='IP' value='10.1.1.2'/>",
    },
    { path: "interfaces.lan.filterParameters.IP", effect: "live", lacks: "<parameter" },
    {
        path: "interfaces.lan.filter",
        effect: "live",
        value: other("b"),
        lacks: `<filterref filter='${other("a")}'/>`,
    },
    { path: "interfaces.wan.filter", effect: "live", has: `<filterref filter='${other("b")}'/>` },
    { path: "interfaces.lan.filter", effect: "live", lacks: "<filterref" },
    {
        path: "interfaces.lan.isolatedPort",
        effect: "live",
        value: true,
        has: "<port isolated='yes'/>",
    },
    {
        path: "interfaces.lan.isolatedPort",
        effect: "live",
        value: false,
        lacks: "<port isolated='yes'/>",
    },
    {
        path: "interfaces.lan.mac",
        effect: "restart",
        value: "52:54:00:00:00:03",
        has: "<mac address='52:54:00:00:00:03'/>",
        gone: ["interface 0:0:3:0 52:54:00:00:00:01"],
        came: ["interface 0:0:3:0 52:54:00:00:00:03"],
    },
    {
        path: "interfaces.lan.model",
        effect: "restart",
        value: "e1000",
        has: "<model type='e1000'/>",
    },
    {
        path: "interfaces.lan.pciSlot",
        effect: "restart",
        value: 9,
        has: "slot='0x09'",
        gone: ["interface 0:0:3:0 52:54:00:00:00:03"],
        came: ["interface 0:0:9:0 52:54:00:00:00:03"],
    },
    {
        path: "interfaces.lan.captureFile",
        effect: "restart",
        value: file("lan-capture"),
        has: "filter-mirror,id=mirror-ua-nic_lan",
        came: ["serial 1504"],
    },
    {
        path: "interfaces.lan.captureFile",
        effect: "restart",
        lacks: "filter-mirror",
        gone: ["serial 1504"],
    },
    {
        path: "interfaces.dmz",
        effect: "restart",
        value: { network: other("a"), mac: "52:54:00:00:00:04" },
        has: "<mac address='52:54:00:00:00:04'/>",
        came: ["interface 0:0:3:0 52:54:00:00:00:04"],
    },
    {
        path: "interfaces.wan",
        effect: "restart",
        lacks: "52:54:00:00:00:02",
        gone: ["interface 0:0:4:0 52:54:00:00:00:02"],
    },

    { path: "graphics.password", effect: "live", value: "second", has: "passwd='second'" },
    { path: "graphics.password", effect: "restart", lacks: "passwd=" },
    { path: "graphics.password", effect: "restart", value: "third", has: "passwd='third'" },
    {
        path: "graphics.listen",
        effect: "restart",
        value: "127.0.0.2",
        has: "<listen type='address' address='127.0.0.2'/>",
    },
    {
        path: "graphics.listen",
        effect: "restart",
        has: "<listen type='address' address='127.0.0.1'/>",
    },
    {
        path: "graphics.socket",
        effect: "restart",
        value: file("screen"),
        has: `<listen type='socket' socket='${file("screen")}'/>`,
    },
    { path: "graphics.socket", effect: "restart", lacks: "type='socket'" },
    { path: "graphics.type", effect: "restart", value: "spice", has: "<graphics type='spice'" },
    { path: "graphics", effect: "restart", lacks: "<graphics" },
    { path: "graphics", effect: "restart", value: {}, has: "<graphics type='vnc'" },

    { path: "machineType", effect: "restart", value: "pc-i440fx-7.1", has: "'pc-i440fx-7.1'" },
    {
        path: "emulator",
        effect: "restart",
        value: "/bin/qemu-system-x86_64",
        has: "<emulator>/bin/qemu-system-x86_64</emulator>",
    },
    { path: "emulator", effect: "restart", has: "<emulator>/usr/bin/qemu-system-x86_64</emul" },
    { path: "memoryMiB", effect: "restart", value: 20, has: "<memory unit='KiB'>20480</memory>" },
    { path: "vcpus", effect: "restart", value: 2, has: "<vcpu placement='static'>2</vcpu>" },
    {
        path: "cpuVendorId",
        effect: "restart",
        value: "GenuineIntel",
        has: "vendor_id='GenuineIntel'>qemu64</model>",
    },
    {
        path: "cpuModel",
        effect: "restart",
        value: "qemu32",
        has: "vendor_id='GenuineIntel'>qemu32</model>",
    },
    { path: "iothreads", effect: "restart", value: 2, has: "<iothreads>2</iothreads>" },
    { path: "sharePages", effect: "restart", value: false, has: "<nosharepages/>" },
    { path: "dumpCore", effect: "restart", value: false, has: "dumpCore='off'" },
    { path: "cputune", effect: "live", value: { shares: 512 }, has: "<shares>512</shares>" },
    { path: "cputune.shares", effect: "live", value: 256, has: "<shares>256</shares>" },
    {
        path: "cputune.globalPeriodMicroseconds",
        effect: "live",
        value: 50_000,
        has: "<global_period>50000</global_period>",
    },
    {
        path: "cputune.globalQuotaMicroseconds",
        effect: "live",
        value: 100_000,
        has: "<global_quota>100000</global_quota>",
    },
    {
        path: "cpuFeatures",
        effect: "restart",
        value: [{ name: "nx", policy: "disable" }],
        has: "<feature policy='disable' name='nx'/>",
    },
    { path: "acpi", effect: "restart", value: false, lacks: "<acpi/>" },
    { path: "apic", effect: "restart", value: false, lacks: "<apic/>" },
    { path: "pae", effect: "restart", value: false, lacks: "<pae/>" },
    { path: "clock.offset", effect: "restart", value: "localtime", has: "offset='localtime'" },
    {
        path: "clock.rtcTickPolicy",
        effect: "restart",
        value: "catchup",
        has: "<timer name='rtc' tickpolicy='catchup'/>",
    },
    {
        path: "clock.pitTickPolicy",
        effect: "restart",
        value: "delay",
        has: "<timer name='pit' tickpolicy='delay'/>",
    },
    { path: "clock.hpet", effect: "restart", value: true, has: "<timer name='hpet' present='yes" },
    {
        path: "bootOrder",
        effect: "restart",
        value: ["cdrom", "hd"],
        has: "<boot dev='cdrom'/> <boot dev='hd'/>",
    },
    { path: "video.model", effect: "restart", value: "vga", has: "<model type='vga'" },
    { path: "video.vramKiB", effect: "restart", value: 8192, has: "vram='8192'" },
    {
        path: "usb",
        effect: "restart",
        value: true,
        has: "<input type='tablet' bus='usb'",
        came: ["controller usb 0 0:0:1:2", "input 0:1"],
    },
    {
        path: "serials",
        effect: "restart",
        value: [{ logFile: file("log") }, {}],
        has: `<log file='${file("log")}' append='on'/>`,
    },
    {
        path: "extraXml",
        effect: "restart",
        value: [{ at: "/domain/devices", xml: "<watchdog model='i6300esb' action='none'/>" }],
        has: "<watchdog model='i6300esb' action='none'>",
        came: ["watchdog 0:0:4:0"],
    },

    {
        path: "disks.hda.file",
        effect: "restart",
        value: file("disk-4"),
        has: `<source file='${file("disk-4")}'/>`,
    },
    {
        path: "disks.hda.format",
        effect: "restart",
        value: "raw",
        has: "<driver name='qemu' type='raw'/> <source file='" + file("disk-4"),
    },
    {
        path: "disks.hda.serial",
        effect: "restart",
        value: "FOUR",
        has: "<serial>FOUR</serial>",
        gone: ["disk hda 0:0:0:0 ONE"],
        came: ["disk hda 0:0:0:0 FOUR"],
    },
    { path: "disks.vda.cache", effect: "restart", value: "none", has: "cache='none'" },
    { path: "disks.vda.io", effect: "restart", value: "native", has: "io='native'" },
    { path: "disks.vda.iothread", effect: "restart", value: 2, has: "iothread='2'" },
    { path: "disks.vda.discard", effect: "restart", value: "unmap", has: "discard='unmap'" },
    { path: "disks.vda.detectZeroes", effect: "restart", value: "on", has: "detect_zeroes='on'" },
    {
        path: "disks.vda.readOnly",
        effect: "restart",
        value: true,
        has: "bus='virtio'/> <readonly/>",
    },
    {
        path: "disks.vda.iotune",
        effect: "live",
        value: { totalBytesPerSecond: 1_048_576 },
        has: "<total_bytes_sec>1048576</total_bytes_sec>",
    },
    {
        path: "disks.vda.iotune.totalBytesPerSecond",
        effect: "live",
        value: 2_097_152,
        has: "<total_bytes_sec>2097152</total_bytes_sec>",
    },
    {
        path: "disks.vda.iotune.totalIopsPerSecond",
        effect: "live",
        value: 500,
        has: "<total_iops_sec>500</total_iops_sec>",
    },
    {
        path: "disks.vda.backingChain",
        effect: "restart",
        value: [{ file: file("disk-1"), format: "qcow2" }],
        has: `<source file='${file("disk-1")}'> <seclabel model='dac' relabel='no'/>`,
    },
    {
        path: "disks.vda.pciSlot",
        effect: "restart",
        value: 12,
        has: "slot='0x0c'",
        gone: ["disk vda 0:0:5:0 TWO"],
        came: ["disk vda 0:0:12:0 TWO"],
    },
    {
        path: "disks.sda.bus",
        effect: "restart",
        value: "scsi",
        has: "<target dev='sda' bus='scsi'/>",
        came: ["controller scsi 0 0:0:29:0"],
    },
    {
        path: "disks.hdb",
        effect: "restart",
        value: { file: file("disk-5"), serial: "FIVE" },
        has: "<target dev='hdb' bus='ide'/>",
        came: ["disk hdb 0:0:0:1 FIVE"],
    },
    {
        path: "disks.vda",
        effect: "restart",
        lacks: "<target dev='vda'",
        gone: ["disk vda 0:0:12:0 TWO"],
    },
    {
        path: "cdroms.sdb.bus",
        effect: "restart",
        value: "scsi",
        has: "<target dev='sdb' bus='scsi'/>",
        gone: ["controller sata 0 0:0:30:0"],
    },
    {
        path: "cdroms.hdd",
        effect: "restart",
        value: {},
        has: "<target dev='hdd' bus='ide'/>",
        came: ["disk hdd 0:1:0:1"],
    },
    {
        path: "cdroms.hdc",
        effect: "restart",
        lacks: "<target dev='hdc'",
        gone: ["disk hdc 0:1:0:0"],
    },
    {
        path: "floppies.fda.readOnly",
        effect: "restart",
        value: true,
        has: "<target dev='fda' bus='fdc'/> <readonly/>",
    },
    {
        path: "floppies.fdb",
        effect: "restart",
        value: {},
        has: "<target dev='fdb' bus='fdc'/>",
        came: ["disk fdb 0:0:0:1"],
    },
    {
        path: "floppies.fda",
        effect: "restart",
        lacks: "<target dev='fda'",
        gone: ["disk fda 0:0:0:0"],
    },
    // The accelerator chosen at creation is kept, so there is nothing to restart for.
    {
        path: "accelerator",
        effect: "restart",
        isKept: true,
        value: "auto",
        has: "<domain type='qemu'",
    },

    { path: "uuid", effect: "replace", value: "9d0c5a0a-6f3a-4bb6-8f1c-0f3f0b8c1a11" },
    { path: "powerState", effect: "power", value: "off", has: "State: shut off" },
    { path: "powerState", effect: "power", value: "running", has: "State: running" },
    { path: "applyChanges", effect: "live", value: "nextStart" },
    { path: "applyChanges", effect: "live", value: "restart" },
];

let domain: DrivenDomain;
let declared: Declared = base;

beforeAll(async () => {
    await fixtures.build();
    domain = await DrivenDomain.create(name, base);
});

afterAll(async () => {
    await domain.destroy();
    await fixtures.remove();
});

test("has a row for every field and every kind of change that the effects distinguish", () => {
    const changed = new Set(ROWS.map(({ path }) => patternOf(path)));
    const fields = new Set([...fieldsOf(Domain.inputs), ...Object.keys(domainEffects)]);
    // Each of these is always present; their contents change.
    const elsewhere = [...fields].filter((field) => !changed.has(field) && !OTHERS.test(field));
    expect(elsewhere).toEqual([
        // Has its own test.
        "name",
        // luks.itest.ts
        "disks.*.encryption.secret",
        "clock",
        "interfaces.*.filterParameters",
        "video",
    ]);
});

/**
 * Waiting, creation defaults and consent have their own tests. So have limits that need features of the host's
 * kernel, and host devices, which need a host that has them (storedXml.itest.ts).
 */
const OTHERS =
    /^(accept|readyWhen|creationDefaults|bornWith|memtune|interfaces\.\*\.bandwidth|parallels|hostdevs)\b/;

/** A path as the effects write it. */
const patternOf = (path: string) =>
    path
        .replace(/^(disks|cdroms|floppies|interfaces)\.\w+/, "$1.*")
        .replace(/filterParameters\.\w+/, "filterParameters.*")
        // A whole entry has the row of its record.
        .replace(/^(\w+)\.\*$/, "$1");

const declaredAfter = ({ path, value }: Row): Declared =>
    withChanges(declared, [{ keys: path.split("."), path, kind: "update", old: undefined, value }]);

const isReplacement = ({ effect }: Row) => effect === "replace";

const inPlace = ROWS.filter((row) => !isReplacement(row)).map(
    (row, index) => [index, row.path, row.effect, row] as const,
);

test.each(ROWS.filter(isReplacement))("$path replaces the domain", async (row) => {
    const changes = await domain.preview(declaredAfter(row));
    expect(changes.map(({ path, effect }) => [path, effect])).toEqual([[row.path, "replace"]]);
});

test.each(inPlace)("row %i: %s causes %s", async (_index, path, effect, row) => {
    const before = await viewDomain(name);
    declared = declaredAfter(row);
    const changes = await domain.up(declared);
    expect(changes.map((change) => [change.path, change.effect])).toEqual(
        effect === "none" ? [] : [[path, effect]],
    );
    const after = await viewDomain(name);
    const { has = "", live = has, lacks, isKept = effect !== "restart" } = row;
    if (effect !== "power") expect(after.pid === before.pid).toBe(isKept);
    expect(after.stored + after.info).toContain(has);
    expect(after.live + after.info).toContain(live);
    if (lacks !== undefined) {
        expect(after.stored).not.toContain(lacks);
        expect(after.live).not.toContain(lacks);
    }
    const { gone = [], came = [] } = row;
    expect(before.devices.filter((one) => !after.devices.includes(one))).toEqual(gone);
    expect(after.devices.filter((one) => !before.devices.includes(one))).toEqual(came);
    expect(await domain.refresh()).toEqual([]);
    expect(domain.state["restartPending"]).toBe(false);
});

test("a new name restarts the guest, which keeps its identity", async () => {
    const [before, uuid] = await Promise.all([viewDomain(name), virsh("domuuid", name)]);
    const renamed = `${name}-renamed`;
    const changes = await domain.up({ ...declared, name: renamed });
    expect(changes.map((change) => [change.path, change.effect])).toEqual([["name", "restart"]]);
    const after = await viewDomain(renamed);
    expect(await virsh("domuuid", renamed)).toBe(uuid);
    expect(after.devices).toEqual(before.devices);
    expect([before.pid, undefined]).not.toContain(after.pid);
    expect(await virsh("list", "--all", "--name")).not.toMatch(new RegExp(`^${name}$`, "m"));
    expect(await domain.refresh()).toEqual([]);
    await domain.up(declared);
    expect((await viewDomain(name)).devices).toEqual(before.devices);
});

describe("with applyChanges nextStart", () => {
    const change = async (fields: Declared) => {
        declared = { ...declared, ...fields };
        await domain.up(declared);
        return viewDomain(name);
    };

    test("stores hardware until a power off, and applies the rest at once", async () => {
        const before = await change({ applyChanges: "nextStart" });
        const after = await change({ memoryMiB: 24, title: "Both" });
        expect(after.pid).toBe(before.pid);
        expect(after.stored).toContain(" unit='KiB'>24576</memory>");
        expect(after.live).toContain(" unit='KiB'>20480</memory>");
        expect(after.live).toContain("<title>Both</title>");
        expect(domain.state["restartPending"]).toBe(true);
        expect(await domain.refresh()).toEqual([]);
        expect(domain.state["restartPending"]).toBe(true);
        expect(await domain.preview(declared)).toEqual([]);

        await virsh("destroy", name);
        await virsh("start", name);
        expect(await domain.refresh()).toEqual([]);
        expect(domain.state["restartPending"]).toBe(false);
        expect((await viewDomain(name)).live).toContain(" unit='KiB'>24576</memory>");
    });

    test("applies pending changes when it is set to restart", async () => {
        const { pid } = await change({ memoryMiB: 28 });
        expect(domain.state["restartPending"]).toBe(true);
        const after = await change({ applyChanges: "restart" });
        expect(after.pid).not.toBe(pid);
        expect(after.live).toContain(" unit='KiB'>28672</memory>");
        expect(domain.state["restartPending"]).toBe(false);
        expect(await domain.refresh()).toEqual([]);
    });
});

test("a change without cost leaves a stopped guest off", async () => {
    await virsh("destroy", name);
    declared = { ...declared, title: "Off" };
    await domain.up(declared);
    const { pid, stored } = await viewDomain(name);
    expect(pid).toBeUndefined();
    expect(stored).toContain("<title>Off</title>");
    await virsh("start", name);
});

test("powers off a guest that does not shut down in time, with a warning", async () => {
    const { pid } = await viewDomain(name);
    const warning = `warning: Domain "${name}" did not shut down in 1 s and was powered off.`;
    expect(domain.messages).not.toContain(warning);
    declared = { ...declared, shutdownTimeoutSeconds: 1, memoryMiB: 16 };
    await domain.up(declared);
    expect(domain.messages).toContain(warning);
    expect((await viewDomain(name)).pid).not.toBe(pid);
});
