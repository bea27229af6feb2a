import type { StoragePool, StorageVolume } from "../../libvirt";
import { createEncryptedVolume } from "../../libvirt/encryptedVolume";
import { print } from "../../xml/tree/element";
import { volumeXml, type VolumeLayout } from "../../xml/storage/volume";
import { undoable } from "../lifecycle/outcome";
import type { CreateContext } from "../lifecycle/resource";
import { removeVolume } from "./volumes";

/** Creates a volume; undone when the create fails later. */
export async function createVolume(
    layout: VolumeLayout,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const { libvirt, undo, signal } = context;
    const args = { pool, xml: print(volumeXml(layout)) };
    const made =
        layout.encryption === undefined
            ? libvirt.call("storageVolCreateXML", args)
            : createEncryptedVolume(libvirt, args, signal);
    return undoable(made, () => undo(() => removeVolume(libvirt, `${pool.name}/${layout.name}`)));
}
