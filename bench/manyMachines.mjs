// @ts-check

/**
 * A program with overlays on one image, each with a domain that is off, all through one provider.
 * @param {{ count: number, name: string, folder: string, image: string, uri: string }} many
 *   `name` is the prefix of every name on the host, `folder` the pool's folder, `image` a raw file.
 */
export const manyMachines = ({ count, name, folder, image, uri }) => `
const provider = new libvirt.Provider("libvirt", { uri: "${uri}" });
const options = { provider, deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${folder}" }, options);
const source = { file: "${image}" };
const base = new libvirt.Volume("image", { pool: pool.name, format: "raw", source, accept: "this reaches beyond the lab" }, { provider });
for (let index = 0; index < ${count}; index += 1) {
    const disk = new libvirt.Volume("disk" + index, { pool: pool.name, backingVolume: base.id }, { provider });
    const { path: file, format, backingChain } = disk;
    new libvirt.Domain("domain" + index, {
        name: "${name}-" + index,
        accelerator: "tcg",
        memoryMiB: 16,
        powerState: "off",
        disks: { hda: { file, format, backingChain } },
    }, options);
}
`;
