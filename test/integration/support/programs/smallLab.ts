import { IMAGES } from "../host/names";

export interface SmallLab {
    /** Prefix of every name on the host. */
    readonly name: string;
    /** Raw file on this machine. */
    readonly image: string;
    readonly memoryMiB?: number;
    readonly powerState?: "running" | "off";
}

/** A program with one resource of each kind, created in the order written. The guest has nothing to boot. */
export const smallLab = ({ name, image, memoryMiB = 16, powerState = "running" }: SmallLab) => `
const options = { provider: new libvirt.Provider("libvirt"), deleteBeforeReplace: true };
const { provider } = options;
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${IMAGES}/${name}" }, options);
const source = { file: "${image}" };
const raw = { format: "raw", source, accept: "this reaches beyond the lab" };
const image = new libvirt.Volume("image", { pool: pool.name, ...raw }, { provider });
const after = (one) => ({ ...options, dependsOn: one });
const network = new libvirt.Network("network", { name: "${name}", ipv4: {} }, after(image));
const rules = [{ action: "drop", direction: "inout", protocol: "mac" }];
const filter = new libvirt.NetworkFilter("filter", { name: "${name}", rules }, after(network));
const onImage = { pool: pool.name, backingVolume: image.id };
const disk = new libvirt.Volume("disk", onImage, { provider, dependsOn: filter });
new libvirt.Domain("domain", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: ${memoryMiB},
    powerState: "${powerState}",
    shutdownTimeoutSeconds: 0,
    disks: { hda: { file: disk.path, format: disk.format, backingChain: disk.backingChain } },
    interfaces: { lan: { network: network.name, filter: filter.name } },
}, options);
`;

/** Its number of resources, including stack and provider. */
export const SMALL_LAB_SIZE = 8;
