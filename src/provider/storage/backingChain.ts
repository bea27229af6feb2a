import type { Libvirt } from "../../libvirt";
import type { Encryption } from "../../schema/volume/encryption";
import type { BackingImage } from "../../schema/volume/volume";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { imageLayout } from "./imageLayout";
import type { Qcow2Backing } from "../../diskImage/qcow2Layout";
import { formatOf } from "./volumes";

/** An image below another. */
export interface Layer {
    readonly image: BackingImage;
    /** Id of its volume; undefined for an image in no active pool, which ends the chain. */
    readonly volume: string | undefined;
}

/** The images below an image, nearest first. */
export async function backingChain(
    libvirt: Libvirt,
    backing: Qcow2Backing | undefined,
    encryption: Encryption | undefined,
): Promise<Layer[]> {
    if (backing === undefined) return [];
    const { file } = backing;
    const ref = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path: file }));
    const layout = ref && (await imageLayout(libvirt, ref, backing.format));
    if (ref === undefined || layout === undefined)
        return [{ image: { file, format: formatOf(backing.format, file) }, volume: undefined }];
    const image = {
        file,
        format: layout.format,
        ...(layout.isEncrypted === true && encryption && { encryption }),
    };
    const below = await backingChain(libvirt, layout.backing, encryption);
    return [{ image, volume: `${ref.pool}/${ref.name}` }, ...below];
}
