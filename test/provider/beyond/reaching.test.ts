import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { domainReaching } from "../../../src/provider/beyond/domainReaching";
import { installedVolumeReaching } from "../../../src/provider/beyond/installedVolumeReaching";
import { networkReaching } from "../../../src/provider/beyond/networkReaching";
import { poolReaching } from "../../../src/provider/beyond/poolReaching";
import type { FindReaching, Reaching } from "../../../src/provider/beyond/reaching";
import { volumeReaching } from "../../../src/provider/beyond/volumeReaching";
import { UNKNOWN, type Properties } from "../../../src/provider/lifecycle/wire";

let project: string;
let outside: string;

beforeAll(() => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "xplab-beyond-")));
    project = join(folder, "lab");
    outside = join(folder, "lab-of-others");
    for (const one of [join(project, "media"), outside]) mkdirSync(one, { recursive: true });
    symlinkSync(outside, join(project, "link"));
    const disk = Buffer.alloc(1024);
    disk.writeUInt16LE(0xaa55, 510);
    writeFileSync(join(outside, "disk.raw"), disk);
    const cd = Buffer.alloc(17 * 2048);
    cd.write("CD001", 16 * 2048 + 1);
    writeFileSync(join(outside, "tools.iso"), cd);
    writeFileSync(join(outside, "id_ed25519"), "a key");
    writeFileSync(join(project, "data"), "the lab's own");
});

afterAll(() => {
    rmSync(join(project, ".."), { recursive: true });
});

/** One pool, in an unusual place. */
const isInPool = (file: string) => Promise.resolve(file === "/srv/pool/xp");

const found = (find: FindReaching, inputs: Properties): Promise<Reaching[]> =>
    find(inputs, { project, isInPool });

/** What needs `accept`, by its property. */
async function worded(find: FindReaching, inputs: Properties): Promise<Record<string, string>> {
    const reaching = await found(find, inputs);
    const entries = reaching.filter(({ needsWords }) => needsWords);
    return Object.fromEntries(entries.map(({ path, what }) => [path.join("."), what]));
}

const filesAt = (file: string) => ({
    disks: { hda: { file, backingChain: [{ file }] } },
    cdroms: { hdc: { file } },
    floppies: { fda: { file } },
    serials: [{ logFile: file }],
    interfaces: { lan: { captureFile: file } },
    graphics: { socket: file },
});

test.each(["/var/lib/libvirt/images/lab-dev/xp", "/srv/pool/xp", UNKNOWN])(
    "%s may be any file of a domain",
    async (file) => {
        expect(await worded(domainReaching, filesAt(file))).toEqual({});
    },
);

test("accepts a socket that libvirt places", async () => {
    expect(await found(domainReaching, { graphics: { socket: "auto" } })).toEqual([]);
});

test.each([
    "/etc/shadow",
    "/var/lib/libvirt/images/../../../../etc/shadow",
    "/var/lib/libvirt/imagesX/xp",
])("requires accept for %s anywhere in a domain", async (file) => {
    const what = `"${file}", which lies outside the folders of libvirt's pools`;
    expect(await worded(domainReaching, filesAt(file))).toEqual({
        "disks.hda.file": what,
        "disks.hda.backingChain.0.file": what,
        "cdroms.hdc.file": what,
        "floppies.fda.file": what,
        "serials.0.logFile": what,
        "interfaces.lan.captureFile": what,
        "graphics.socket": what,
    });
});

test("accepts logs, and nothing else, in libvirt's folder for logs", async () => {
    expect(
        Object.keys(await worded(domainReaching, filesAt("/var/log/libvirt/qemu/xp.log"))),
    ).toEqual([
        "disks.hda.file",
        "cdroms.hdc.file",
        "floppies.fda.file",
        "disks.hda.backingChain.0.file",
        "graphics.socket",
    ]);
});

test("accepts a screen's socket in libvirt's folder for sockets", async () => {
    for (const socket of ["/var/lib/libvirt/qemu/x.vnc", "/run/libvirt/x.vnc", "auto"]) {
        expect(await worded(domainReaching, { graphics: { socket } })).toEqual({});
    }
});

test.each([
    ["/usr/bin/qemu-system-x86_64", false],
    ["/usr/bin/qemu-system-i386", false],
    ["/usr/libexec/qemu-kvm", false],
    ["/usr/bin/kvm", false],
    ["/usr/bin/../../tmp/qemu-system-x86_64", true],
    ["/tmp/qemu-system-x86_64", true],
    ["/usr/bin/python3", true],
])("knows whether the emulator %s needs accept: %s", async (emulator, needsWords) => {
    const expected = needsWords ? { emulator: `"${emulator}", which is not the host's QEMU` } : {};
    expect(await worded(domainReaching, { emulator })).toEqual(expected);
    const installed = needsWords
        ? { "domain.emulator": `"${emulator}", which is not the host's QEMU` }
        : {};
    expect(await worded(installedVolumeReaching, { domain: { emulator } })).toEqual(installed);
});

test("requires accept for devices of the host", async () => {
    const devices = {
        serials: [{ type: "pty" }, { type: "dev", path: "/dev/pts/0" }],
        parallels: [{ path: "/dev/parport0" }],
        hostdevs: {
            dongle: { vendorId: "0x0529", productId: "0x0001" },
            scanner: { bus: 1, device: 4 },
        },
    };
    expect(await worded(domainReaching, devices)).toEqual({
        "serials.1.path": "/dev/pts/0, a device of the host",
        "parallels.0.path": "/dev/parport0, a device of the host",
        "hostdevs.dongle": "USB device 0529:0001, a device of the host",
        "hostdevs.scanner": "USB device 4 of bus 1, a device of the host",
    });
});

test.each([
    ["127.0.0.1", {}],
    ["127.1.2.3", {}],
    ["0.0.0.0", { "graphics.listen": "0.0.0.0, where other machines see the screen" }],
    ["192.0.2.7", { "graphics.listen": "192.0.2.7, where other machines see the screen" }],
])("a screen on %s", async (listen, expected) => {
    expect(await worded(domainReaching, { graphics: { listen } })).toEqual(expected);
});

const ITSELF = ", arguments for QEMU itself";
const MAYBE = ", which may be the host's";
const NAMED = ", which names something of the host";

test.each([
    ["<iommu model='intel'/>", undefined],
    ["<sound model='ac97'/>", undefined],
    ["<audio id='2' type='none'/>", undefined],
    ["<rng model='virtio'><backend model='builtin'/></rng>", undefined],
    [
        "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
        undefined,
    ],
    ["<qemu:commandline><qemu:arg value='x'/></qemu:commandline>", ITSELF],
    ["<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'/>", ITSELF],
    ["<filesystem><source dir='shared'/></filesystem>", MAYBE],
    ["<rng model='virtio'><backend model='random'>/dev/random</backend></rng>", MAYBE],
    ["<hostdev type='pci'/>", MAYBE],
    ["<seclabel type='none'/>", MAYBE],
    ["<source mode='bind' path='/tmp/x'/>", NAMED],
    ["<source path='etc/cron.d/job'/>", NAMED],
    ["<log file='etc/cron.d/job' append='on'/>", NAMED],
    ["<source dev='dev/input/event3' grab='all'/>", NAMED],
    ["<source mode='bind' service='4444'/>", NAMED],
    ["<source mode='connect' host='192.0.2.7'/>", NAMED],
    ["<source pool='a' volume='b'/>", NAMED],
    ["<entry name='opt/x' file='etc/shadow'/>", NAMED],
    ["<initrd>etc/shadow</initrd>", NAMED],
    ["<table type='slic'>etc/shadow</table>", NAMED],
    ["<nvram>/etc/shadow</nvram>", NAMED],
    ["<path>etc/x</path>", NAMED],
    ["<x>see https://192.0.2.7</x>", NAMED],
])("extra XML: %s", async (xml, why) => {
    const inner = why === undefined ? xml : `<outer>${xml}</outer>`;
    for (const text of [xml, inner]) {
        const extra = { extraXml: [{ at: "/domain", xml: text }] };
        const told = await worded(domainReaching, extra);
        expect(Object.keys(told)).toEqual(why === undefined ? [] : ["extraXml.0.xml"]);
        if (why !== undefined) expect(told["extraXml.0.xml"]?.endsWith(why)).toBe(true);
        const bounds = (await found(domainReaching, extra)).map(({ bound }) => bound?.field);
        expect(bounds).toEqual(["extraXml"]);
    }
});

test("shows the XML that names something, on one shortened line", async () => {
    const xml = `<qemu:commandline>\n  <qemu:arg value='${"x".repeat(300)}'/>\n</qemu:commandline>`;
    const told = await worded(domainReaching, { extraXml: [{ at: "/domain", xml }] });
    const text = told["extraXml.0.xml"] ?? "";
    expect(text).toMatch(
        /^<qemu:commandline><qemu:arg value='x+\.\.\., arguments for QEMU itself$/,
    );
    expect(text.length).toBeLessThan(250);
});

test("accepts metadata, which does nothing", async () => {
    const xml = "<libosinfo:os xmlns:libosinfo='http://libosinfo.org/x' id='/a'/>";
    expect(await found(domainReaching, { extraXml: [{ at: "/domain/metadata", xml }] })).toEqual(
        [],
    );
});

const IN_PROJECT = {};
const folderWords = (folder: string) => `"${folder}", a folder outside the project's`;

test.each([
    ["in the project", () => join(project, "media"), false],
    ["the project itself", () => project, false],
    ["that is not there yet", () => join(project, "media", "new"), false],
    ["behind a link out of it", () => join(project, "link"), true],
    ["that is not there yet, behind one", () => join(project, "link", "new"), true],
    ["beside it, with a name that begins alike", () => outside, true],
    ["above it", () => join(project, ".."), true],
])("a folder %s", async (_what, folderOf, needsWords) => {
    const folder = folderOf();
    expect(await worded(volumeReaching, { source: { folder } })).toEqual(
        needsWords ? { "source.folder": folderWords(folder) } : IN_PROJECT,
    );
    expect(await worded(installedVolumeReaching, { media: { folder } })).toEqual(
        needsWords ? { "media.folder": folderWords(folder) } : IN_PROJECT,
    );
});

test.each([
    ["disk.raw", "raw", false],
    ["tools.iso", "raw", false],
    ["id_ed25519", "raw", true],
    ["id_ed25519", "qcow2", false], // whose inspection refuses what is no image
    ["id_ed25519", undefined, false],
    ["missing", "raw", false],
])("a file outside the project: %s as %s", async (name, format, needsWords) => {
    const file = join(outside, name);
    const what = `"${file}", a file outside the project's folder that is neither an image nor a CD`;
    expect(await worded(volumeReaching, { format, source: { file } })).toEqual(
        needsWords ? { "source.file": what } : {},
    );
    expect(
        (await found(volumeReaching, { format, source: { file } })).map(({ bound }) => bound),
    ).toEqual([{ field: "folders", subject: file }]);
});

test("judges by the declared format, and a setup CD as a CD", async () => {
    const file = join(outside, "id_ed25519");
    const source = { file, format: "raw" };
    expect(Object.keys(await worded(volumeReaching, { format: "qcow2", source }))).toEqual([
        "source.file",
    ]);
    expect(Object.keys(await worded(installedVolumeReaching, { cd: { file } }))).toEqual([
        "cd.file",
    ]);
    const cd = { file: join(outside, "tools.iso") };
    expect(await worded(installedVolumeReaching, { cd })).toEqual({});
});

test("accepts a file in the project", async () => {
    const file = join(project, "data");
    expect(await found(volumeReaching, { format: "raw", source: { file } })).toEqual([]);
});

test.each([
    ["/var/lib/libvirt/images/lab", false],
    ["/var/lib/libvirt/images", false],
    ["/root/.ssh", true],
    ["/var/lib/libvirt/images/../qemu", true],
])("knows whether a pool in %s needs accept: %s", async (path, needsWords) => {
    expect(await worded(poolReaching, { path })).toEqual(
        needsWords ? { path: `"${path}", which is not in /var/lib/libvirt/images` } : {},
    );
});

test.each([
    [undefined, []],
    ["bridge", [{ field: "maxReach", subject: "interface" }]],
    ["nat", [{ field: "maxReach", subject: "internet" }]],
    ["route", [{ field: "maxReach", subject: "internet" }]],
    ["open", [{ field: "maxReach", subject: "internet" }]],
])(
    "requires no accept for a network that forwards by %s, but has a policy field",
    async (mode, bounds) => {
        const network = mode === undefined ? {} : { forward: { mode } };
        expect(await worded(networkReaching, network)).toEqual({});
        expect((await found(networkReaching, network)).map(({ bound }) => bound)).toEqual(bounds);
    },
);

test("skips unknown inputs", async () => {
    const inputs = {
        emulator: UNKNOWN,
        extraXml: UNKNOWN,
        graphics: UNKNOWN,
        source: UNKNOWN,
        path: UNKNOWN,
        forward: UNKNOWN,
    };
    const finders = [domainReaching, volumeReaching, poolReaching, networkReaching];
    for (const find of finders) expect(await found(find, inputs)).toEqual([]);
});
