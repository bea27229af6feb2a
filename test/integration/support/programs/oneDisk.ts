import { IMAGES } from "../host/names";

const HEAD = `
const provider = new libvirt.Provider("libvirt");
const named = { provider, deleteBeforeReplace: true };
`;

const diskIn = (pool: string) =>
    `new libvirt.Volume("disk", { pool: ${pool}, capacityBytes: 1048576 }, { provider })`;

/** A guest with a disk in a pool of its own, whose screen listens on an address. */
export const oneDisk = (name: string, listen: string) => `${HEAD}
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${IMAGES}/${name}" }, named);
const disk = ${diskIn("pool.name")};
new libvirt.Domain("domain", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: 16,
    disks: { hda: { file: disk.path } },
    graphics: { listen: "${listen}" },
    accept: "this reaches beyond the lab",
    shutdownTimeoutSeconds: 0,
}, named);
`;

/** A guest with a disk in an existing pool and an interface on an existing network. */
export const onExisting = (name: string, existing: string) => `${HEAD}
const pool = libvirt.getPoolOutput({ name: "${existing}" }, { provider });
const network = libvirt.getNetworkOutput({ name: "${existing}" }, { provider });
const disk = ${diskIn("pool.name")};
new libvirt.Domain("domain", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: 16,
    disks: { hda: { file: disk.path } },
    interfaces: { lan: { network: network.name } },
    shutdownTimeoutSeconds: 0,
}, named);
`;
