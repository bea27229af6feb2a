import type { Libvirt } from "../libvirt";
import { createEncryptedVolume } from "../libvirt/encryptedVolume";
import { ignoreNotFound } from "../libvirt/ignoreNotFound";
import type { FrozenDisk } from "../schema/domainSaveImage/cleanState";
import { activeFile } from "../xml/domain/activeLayer";
import { print } from "../xml/tree/element";
import { volumeXml } from "../xml/storage/volume";
import { volumeAt } from "./files";

/** The facts from which a layer is created. */
export type LayerPlan = Omit<FrozenDisk, "bytes" | "modified" | "sha256">;

/** Replaces the layer on a frozen image by an empty one, and returns the bytes that the old one had. */
export async function recreateLayer(libvirt: Libvirt, plan: LayerPlan): Promise<number> {
    const discarded = await deleteLayer(libvirt, plan.file);
    await makeLayer(libvirt, plan);
    return discarded;
}

/** Creates the layer of an image if an interrupted reset left none. */
export async function repairLayer(libvirt: Libvirt, plan: LayerPlan): Promise<void> {
    const there = await volumeAt(libvirt, activeFile(plan.file));
    if (there === undefined) await makeLayer(libvirt, plan);
}

async function makeLayer(libvirt: Libvirt, plan: LayerPlan): Promise<void> {
    const { file, format, encryption } = plan;
    const frozen = await libvirt.call("storageVolLookupByPath", { path: file });
    const pool = await libvirt.call("storagePoolLookupByName", { name: frozen.pool });
    const layout = {
        ...plan,
        name: activeFile(frozen.name),
        format: "qcow2",
        backing: { file, format },
    } as const;
    const args = { pool, xml: print(volumeXml(layout)) };
    if (encryption !== undefined) await createEncryptedVolume(libvirt, args);
    else await libvirt.call("storageVolCreateXML", args);
}

/** Deletes the layer on an image, if there is one, and returns the bytes that it had. */
export async function deleteLayer(libvirt: Libvirt, frozen: string): Promise<number> {
    const volume = await volumeAt(libvirt, activeFile(frozen));
    if (volume === undefined) return 0;
    const info = await ignoreNotFound(libvirt.call("storageVolGetInfo", { volume }));
    await ignoreNotFound(libvirt.call("storageVolDelete", { volume }));
    return Number(info?.allocation ?? 0);
}
