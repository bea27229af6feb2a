import { IMAGES } from "../host/names";

export interface FullLab {
    /** Prefix of every name on the host. */
    readonly name: string;
    /** Raw file on this machine. */
    readonly image: string;
    readonly memoryMiB?: number;
    readonly vcpus?: number;
    /** The network of the first interface. */
    readonly plug?: "one" | "two";
    readonly dataBytes?: number;
    readonly address?: string;
    readonly dhcpHosts?: Readonly<Record<string, object>>;
}

/** A guest that has nothing to boot, with a device of each kind, two disks and two networks. */
export const fullLab = ({
    name,
    image,
    memoryMiB = 24,
    vcpus = 1,
    plug = "two",
    dataBytes = 1 << 20,
    address = "10.203.7.1",
    dhcpHosts = {},
}: FullLab) => `
const provider = new libvirt.Provider("libvirt");
const named = { provider, deleteBeforeReplace: true };
const folder = "${IMAGES}/${name}";
const pool = new libvirt.Pool("pool", { name: "${name}", path: folder }, named);
const source = { file: "${image}" };
const image = new libvirt.Volume("image", { pool: pool.name, format: "raw", source, accept: "this reaches beyond the lab" }, { provider });
const onImage = { pool: pool.name, backingVolume: image.id };
const disk = new libvirt.Volume("disk", onImage, { provider });
const data = new libvirt.Volume("data", { pool: pool.name, capacityBytes: ${dataBytes} }, { provider });
const ipv4 = { address: "${address}", dns: true, dhcpHosts: ${JSON.stringify(dhcpHosts)} };
const networks = {
    one: new libvirt.Network("one", { name: "${name}-one", ipv4 }, named),
    two: new libvirt.Network("two", { name: "${name}-two", title: "A title" }, named),
};
const rules = [
    { action: "accept", direction: "out", priority: 100, protocol: "mac", match: { protocolid: "0x0806" } },
    { action: "drop", direction: "inout", protocol: "ip", match: { dstipaddr: "10.0.0.0", dstipmask: "255.0.0.0" } },
];
const filter = new libvirt.NetworkFilter("filter", { name: "${name}", rules }, named);
new libvirt.Domain("domain", {
    name: "${name}",
    title: "A title",
    description: "Two lines,\\nwith <marks> & \\"quotes\\"",
    accelerator: "tcg",
    memoryMiB: ${memoryMiB},
    vcpus: ${vcpus},
    cpuFeatures: [{ name: "nx", policy: "disable" }],
    clock: { offset: "localtime", rtcTickPolicy: "catchup", pitTickPolicy: "delay" },
    bootOrder: ["cdrom", "fd"],
    disks: {
        hda: { file: disk.path, format: disk.format, backingChain: disk.backingChain },
        vda: { bus: "virtio", file: data.path, format: data.format, discard: "unmap", detectZeroes: "unmap" },
    },
    cdroms: { hdc: {} },
    floppies: { fda: {} },
    interfaces: {
        lan: {
            network: networks.${plug}.name,
            filter: filter.name,
            filterParameters: { IP: "10.203.7.9" },
            isolatedPort: true,
        },
        wan: { network: networks.one.name, model: "pcnet" },
    },
    serials: [{ logFile: folder + "/logs/com1.log" }],
    graphics: { password: pulumi.secret("Canary7!") },
    video: { model: "vga", vramKiB: 8192 },
    usb: true,
    autostart: true,
    shutdownTimeoutSeconds: 0,
}, named);
`;

/** Its number of resources, including stack and provider. */
export const FULL_LAB_SIZE = 10;
