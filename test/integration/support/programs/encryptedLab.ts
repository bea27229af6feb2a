import { IMAGES } from "../host/names";

export interface EncryptedLab {
    /** Name of the pool. */
    readonly name: string;
    /** Encrypted file on this machine. */
    readonly image: string;
    /** The stack's secret setting with the image's passphrase; the disk's is called disk. */
    readonly imageValue?: string | undefined;
}

/** A program with an encrypted disk on an encrypted image, each with its own passphrase. */
export const encryptedLab = ({ name, image, imageValue = "image" }: EncryptedLab) => `
const provider = new libvirt.Provider("libvirt");
const options = { provider, deleteBeforeReplace: true };
const config = new pulumi.Config();
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${IMAGES}/${name}" }, options);
const a = new libvirt.Secret("a", { description: "of the image", value: config.requireSecret("${imageValue}") }, options);
const b = new libvirt.Secret("b", { value: config.requireSecret("disk") }, options);
const image = new libvirt.Volume("image", {
    pool: pool.name,
    source: { file: "${image}" },
    encryption: { secret: a.uuid },
}, { provider });
const onImage = { pool: pool.name, backingVolume: image.id };
const disk = new libvirt.Volume("disk", {
    ...onImage,
    encryption: { secret: b.uuid },
    backingEncryption: { secret: a.uuid },
}, { provider });`;
