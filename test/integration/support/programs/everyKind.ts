/**
 * Where the fixtures' provider looks for the daemon. The folder does not exist unless a fixture is being
 * written, which links the socket there.
 */
export const SOCKET_FOLDER = "/run/xplab-states";

/** Prefix of names on the host. */
const NAME = "xplab-states";

/** Every kind of resource and every component, with most fields other than their defaults. */
const FIRST = `
const config = new pulumi.Config();
const { GoldenImage, Lab } = require(config.require("xplab"));
const provider = new libvirt.Provider("libvirt", { uri: "qemu:///system?socket=${SOCKET_FOLDER}/socket" });
const named = { provider, deleteBeforeReplace: true };
const folder = "/var/lib/libvirt/images/${NAME}";
const password = pulumi.secret("Canary7!");
const pool = new libvirt.Pool("pool", { name: "${NAME}", path: folder }, named);
const golden = new GoldenImage(
    "golden", { source: config.require("golden"), pool: pool.name }, { providers: [provider] },
);
const rules = [
    { action: "accept", direction: "out", priority: 100, protocol: "arp" },
    { action: "drop", direction: "inout", priority: 200, protocol: "ip", match: { dstipaddr: "10.0.0.0", dstipmask: "8" } },
];
const filter = new libvirt.NetworkFilter("filter", { name: "${NAME}", rules }, named);
const ipv4 = { address: "10.201.7.1", prefixLength: 26, dns: true };
const network = new libvirt.Network(
    "network", { name: "${NAME}", title: "A title", ipv4, autostart: false }, named,
);
new libvirt.Network("bare", { name: "${NAME}-bare" }, named);
const overlay = new libvirt.Volume("overlay", { pool: pool.name, backingVolume: golden.volume }, { provider });
const data = new libvirt.Volume(
    "data", { pool: pool.name, format: "raw", capacityBytes: 1048576 }, { provider },
);
new libvirt.Domain("domain", {
    name: "${NAME}",
    title: "A title",
    description: "Text for people",
    accelerator: "tcg",
    memoryMiB: 24,
    vcpus: 2,
    cpuModel: "qemu32",
    cpuFeatures: [{ name: "nx", policy: "disable" }],
    pae: false,
    clock: { offset: "localtime", rtcTickPolicy: "catchup" },
    bootOrder: ["cdrom", "hd"],
    disks: {
        hda: { file: overlay.path, format: overlay.format, backingChain: overlay.backingChain },
        vda: { bus: "virtio", file: data.path, format: data.format, cache: "none", serial: "DATA" },
    },
    cdroms: { hdc: {} },
    floppies: { fda: {} },
    interfaces: {
        lan: { network: network.name, model: "pcnet", filter: filter.name, filterParameters: { IP: "10.201.7.9" } },
        other: { network: network.name, linkUp: false, isolatedPort: true },
    },
    serials: [{ logFile: folder + "/com1.log" }],
    graphics: { password },
    video: { model: "vga", vramKiB: 8192 },
    usb: true,
}, named);
new libvirt.Domain("off", { name: "${NAME}-off", accelerator: "tcg", memoryMiB: 16, powerState: "off" }, named);
const lab = new Lab("${NAME}", {
    image: golden.volume,
    pool: pool.name,
    networks: { lan: { reach: "guests" }, alone: { reach: "nothing" } },
    machines: { xp: { count: 2, network: "lan", memoryMiB: 96 }, other: { network: "alone", memoryMiB: 64 } },
    screenPassword: password,
}, { providers: [provider] });
exports.machines = lab.machines;
`;

/** Adds what is newer than release 1.0.0. */
const SECOND = `${FIRST}
new libvirt.Network("hosts", {
    name: "${NAME}-hosts",
    ipv4: {
        address: "10.201.8.1",
        dns: true,
        dhcpHosts: { analyst: { mac: "52:54:00:00:00:01", address: "10.201.8.7" } },
        dnsHosts: { update: "10.201.8.8" },
    },
    active: false,
}, named);
new libvirt.Pool("idle", { name: "${NAME}-idle", path: folder + "-idle", autostart: false, active: false }, named);
new libvirt.Domain("next", {
    name: "${NAME}-next",
    accelerator: "tcg",
    memoryMiB: 16,
    applyChanges: "nextStart",
    shutdownTimeoutSeconds: 5,
    powerState: "off",
    extraXml: [{ at: "/domain", xml: "<memtune><hard_limit unit='KiB'>1048576</hard_limit></memtune>" }],
}, named);
`;

/** Programs by the name of the fixture with their state. */
export const EVERY_KIND = { "1.0.0": FIRST, unreleased: SECOND } as const;
