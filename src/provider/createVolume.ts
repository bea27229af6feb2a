import { isInternalError, type StoragePool, type StorageVolume } from "../libvirt";
import { print } from "../xml/element";
import { volumeXml, type VolumeLayout } from "../xml/volume";
import { undoable } from "./outcome";
import type { CreateContext } from "./resource";
import { removeVolume } from "./volumes";

/** Makes a volume, until something after it fails. */
export async function createVolume(
    layout: VolumeLayout,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const { libvirt, undo } = context;
    const args = { pool, xml: print(volumeXml(layout)) };
    const made =
        layout.encryption === undefined
            ? libvirt.call("storageVolCreateXML", args)
            : createEncrypted(args, context);
    return undoable(made, () => undo(() => removeVolume(libvirt, `${pool.name}/${layout.name}`)));
}

/** QEMU gives up one LUKS header in ten, when it cannot measure how fast it is ("accurate CPU usage"). */
const TRIES = 8;
/** A header takes seconds of a CPU, and as many are made at once as there are volumes. */
const LIMIT = { timeoutMs: 10 * 60 * 1000 };

async function createEncrypted(
    args: { readonly pool: StoragePool; readonly xml: string },
    { libvirt, signal }: CreateContext,
): Promise<StorageVolume> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await libvirt.call("storageVolCreateXML", args, LIMIT);
        } catch (error) {
            if (!isInternalError(error) || attempt === TRIES) throw error;
            signal.throwIfAborted();
        }
    }
}
