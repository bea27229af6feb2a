import { Provider } from "../../src/provider/plugin/provider";
import { UNKNOWN } from "../../src/provider/lifecycle/wire";
import { check, OWNER, urnOf } from "./checked";

const disk = { file: "/a.qcow2" };
const nic = { network: "lan" };
/** The engine's unknown values by type (sdk/go/common/resource/plugin/rpc.go). */
const UNKNOWN_NUMBER = "3eeb2bf0-c639-47a8-9e75-3b44932eb421";
const UNKNOWN_BOOLEAN = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7";
const UNKNOWN_LIST = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
const UNKNOWN_OBJECT = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

test("adds defaults and the creation defaults to a domain", async () => {
    const { plain, failures } = await check("Domain", {
        disks: { hda: disk, vda: { ...disk, bus: "virtio" } },
        cdroms: { hdc: {} },
        interfaces: { lan: nic },
        graphics: {},
    });
    expect(failures).toEqual([]);
    expect(plain).toEqual({
        name: "xp",
        uuid: "0e9b0a48-5b34-5b14-88cf-02a190f1e7aa",
        accelerator: "auto",
        applyChanges: "restart",
        shutdownTimeoutSeconds: 60,
        machineType: "pc-i440fx-7.2",
        memoryMiB: 256,
        vcpus: 1,
        cpuModel: "qemu64",
        cpuVendorId: "AuthenticAMD",
        cpuFeatures: [],
        acpi: true,
        apic: true,
        pae: true,
        clock: { offset: "utc", hpet: false },
        bootOrder: ["hd"],
        disks: {
            hda: {
                bus: "ide",
                file: "/a.qcow2",
                format: "qcow2",
                backingChain: [],
                readOnly: false,
                serial: "HDAD2F6893",
            },
            vda: {
                bus: "virtio",
                file: "/a.qcow2",
                format: "qcow2",
                backingChain: [],
                readOnly: false,
                serial: "HD92D575C9",
                pciSlot: 4,
            },
        },
        cdroms: { hdc: { bus: "ide" } },
        extraXml: [],
        floppies: {},
        interfaces: {
            lan: {
                network: "lan",
                model: "rtl8139",
                linkUp: true,
                filterParameters: {},
                isolatedPort: false,
                mac: "52:54:00:94:1b:be",
                pciSlot: 3,
            },
        },
        serials: [],
        parallels: [],
        hostdevs: {},
        sharePages: true,
        graphics: { type: "vnc" },
        video: { model: "cirrus", vramKiB: 16384 },
        usb: false,
        autostart: false,
        powerState: "running",
    });
});

test("reports all mistakes at once", async () => {
    const { failures } = await check("Domain", {
        memoryMiB: "256",
        vcpus: 0,
        disks: { hda: {}, xda: disk },
        interfaces: { lan: { ...nic, mac: "53:54:00:00:00:01" } },
        bootOrder: [],
        memory: 1,
    });
    expect(failures).toEqual([
        { property: "memoryMiB", reason: 'must be a number, not "256" [wrong-type]' },
        { property: "vcpus", reason: "must be 1 or more, not 0 [too-small]" },
        { property: "bootOrder", reason: "must name at least one device [too-short]" },
        { property: "disks.hda.file", reason: "is required [required]" },
        {
            property: "disks.xda",
            reason: "has an invalid name: it must be a target such as hda (ide), sda (sata, scsi) or vda (virtio) [malformed-name]",
        },
        {
            property: "interfaces.lan.mac",
            reason: 'must be a lower-case unicast MAC address such as 52:54:00:12:34:56, not "53:54:00:00:00:01" [malformed]',
        },
        {
            property: "memory",
            reason: "is not a known property; did you mean memoryMiB? [unknown-key]",
        },
    ]);
});

test("applies all rules once the shape is right", async () => {
    const { failures } = await check("Domain", {
        disks: { vda: disk },
        interfaces: { lan: { ...nic, filterParameters: { IP: "10.64.0.2" } } },
        graphics: { password: "123456789" },
    });
    expect(failures).toEqual([
        { property: "disks.vda", reason: 'must begin with "hd" on bus "ide" [target-not-of-bus]' },
        {
            property: "graphics.password",
            reason: "must be at most 8 bytes for VNC [vnc-password-too-long]",
        },
        {
            property: "interfaces.lan.filterParameters",
            reason: "must be absent without filter [parameters-without-filter]",
        },
    ]);
});

test.each([
    [
        "Domain",
        {
            name: UNKNOWN,
            memoryMiB: UNKNOWN_NUMBER,
            vcpus: UNKNOWN,
            usb: UNKNOWN_BOOLEAN,
            clock: UNKNOWN_OBJECT,
            cpuFeatures: UNKNOWN_LIST,
            bootOrder: [UNKNOWN],
            disks: { hda: UNKNOWN_OBJECT, sda: { bus: UNKNOWN, file: UNKNOWN, pciSlot: 5 } },
            cdroms: { hdc: { file: UNKNOWN, bus: UNKNOWN } },
            interfaces: {
                lan: { network: UNKNOWN, mac: UNKNOWN },
                wan: { network: "w", mac: UNKNOWN },
            },
            graphics: { password: UNKNOWN, socket: UNKNOWN },
        },
    ],
    [
        "Domain",
        { disks: UNKNOWN_OBJECT, interfaces: UNKNOWN, cdroms: { hdc: {} }, floppies: UNKNOWN },
    ],
    [
        "Domain",
        { disks: UNKNOWN, interfaces: { a: { ...nic, pciSlot: 3 }, b: nic }, graphics: UNKNOWN },
    ],
    [
        "Volume",
        { pool: UNKNOWN, format: UNKNOWN, backingVolume: "pool/a", clusterSizeKiB: UNKNOWN_NUMBER },
    ],
    ["Volume", { pool: "pool", capacityBytes: UNKNOWN }],
    ["Volume", { pool: "pool", source: UNKNOWN }],
    ["Volume", { pool: "pool", source: { file: UNKNOWN, sha256: UNKNOWN } }],
    [
        "Network",
        { ipv4: { prefixLength: UNKNOWN, dhcp: UNKNOWN_BOOLEAN, dns: true, address: UNKNOWN } },
    ],
    ["Network", { ipv4: UNKNOWN_OBJECT }],
    ["NetworkFilter", { rules: UNKNOWN_LIST }],
    [
        "NetworkFilter",
        { rules: [{ action: UNKNOWN, direction: "in", protocol: "ip", match: UNKNOWN }] },
    ],
    ["Pool", { path: UNKNOWN }],
])("accepts unknown values in a %s: %j", async (type, news) => {
    expect((await check(type, news)).failures).toEqual([]);
});

test.each([
    ["Pool", {}, [{ property: "path", reason: "is required [required]" }]],
    ["Volume", {}, [{ property: "pool", reason: "is required [required]" }]],
    ["NetworkFilter", {}, [{ property: "rules", reason: "is required [required]" }]],
    [
        "Network",
        { reach: "dhcp" },
        [
            {
                property: "reach",
                reason: "is not a known property; use name, uuid, title, forward, bridge, macAddress, ipv4, autostart or active [unknown-key]",
            },
        ],
    ],
    [
        "Volume",
        { pool: "p", capacityBytes: 0 },
        [{ property: "capacityBytes", reason: "must be more than 0, not 0 [too-small]" }],
    ],
])("rejects a %s of %j", async (type, news, failures) => {
    expect((await check(type, news)).failures).toEqual(failures);
});

describe("an unknown type", () => {
    const provider = new Provider();
    const checking = (type: string) =>
        provider.check(`urn:pulumi:dev::xp-lab::${type}::xp`, {}, {}, () => undefined);

    test("is refused with a list of types", async () => {
        await expect(checking("libvirt:index:Cloud")).rejects.toThrow(
            new Error(
                'The provider has no resource "libvirt:index:Cloud". Use one of libvirt:index:Pool, ' +
                    "libvirt:index:Secret, libvirt:index:Volume, libvirt:index:InstalledVolume, libvirt:index:NetworkFilter, " +
                    "libvirt:index:Network, libvirt:index:Domain, libvirt:index:DomainSaveImage. [no-such-resource]",
            ),
        );
    });

    test("of the archived provider is refused with the way to move", async () => {
        await expect(checking("libvirt:index/domain:Domain")).rejects.toThrow(
            new Error(
                `"libvirt:index/domain:Domain" is a resource of Pulumi's archived libvirt provider, not of this one. Remove it from the stack's state with "pulumi state delete", and declare it as libvirt:index:Domain. [archived-resource]`,
            ),
        );
    });
});

test("keeps the first check's values in the second check of a replacement, which has no old inputs", async () => {
    const provider = new Provider();
    provider.configure({}, OWNER);
    const { inputs: olds } = await check("Domain", { interfaces: { lan: nic } }, { name: "old" });
    const news = { interfaces: { lan: { ...nic, model: "pcnet" } } };
    const first = await provider.check(urnOf("Domain"), news, olds, () => undefined);
    const second = await provider.check(urnOf("Domain"), news, {}, () => undefined);
    expect(second).toEqual(first);
    expect(second.inputs["uuid"]).toBe(olds["uuid"]);
});
