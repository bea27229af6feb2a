export interface ThreeMachines {
    /** Prefix of every name on the host. */
    readonly name: string;
    readonly uri: string;
    /** The folder that holds the pool. */
    readonly folder: string;
    /** Raw file of 1 MiB on this machine. */
    readonly image: string;
    /** Whether everything that can change has its second value. */
    readonly isChanged?: boolean;
}

const MIB = 1024 * 1024;

/** A program with resources of all kinds and three parallel domains. The guests have nothing to boot. */
export const threeMachines = ({ name, uri, folder, image, isChanged = false }: ThreeMachines) => `
const provider = new libvirt.Provider("libvirt", { uri: "${uri}" });
const options = { provider, deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${folder}/${name}" }, options);
const source = { file: "${image}" };
const raw = { format: "raw", source, accept: "this reaches beyond the lab" };
const image = new libvirt.Volume("image", { pool: pool.name, ...raw }, { provider });
const ipv4 = { reservedOnly: true, prefixLength: ${isChanged ? 25 : 24} };
const network = new libvirt.Network("network", { name: "${name}", ipv4 }, options);
const rules = [{ action: "drop", direction: "inout", protocol: "mac" }];
const filter = new libvirt.NetworkFilter("filter", { name: "${name}", rules }, options);
for (const machine of ["a", "b", "c"]) {
    const capacityBytes = machine === "c" ? ${isChanged ? 4 * MIB : 2 * MIB} : undefined;
    const onImage = { pool: pool.name, backingVolume: image.id, capacityBytes };
    const { path: file, format, backingChain } = new libvirt.Volume(machine, onImage, { provider });
    new libvirt.Domain(machine, {
        name: "${name}-" + machine,
        accelerator: "tcg",
        shutdownTimeoutSeconds: 1,
        memoryMiB: ${isChanged ? 20 : 16},
        disks: { hda: { file, format, backingChain } },
        interfaces: { lan: { network: network.name, filter: filter.name } },
    }, options);
}
`;

/** Its number of resources, including stack and provider. */
export const THREE_MACHINES_SIZE = 12;
