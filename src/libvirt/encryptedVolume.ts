import { isInternalError } from "./errors";
import type { StoragePool, StorageVolume } from "./handles";
import type { Libvirt } from "./libvirt";

/** QEMU gives up one LUKS header in ten, when it cannot measure how fast it is ("accurate CPU usage"). */
const TRIES = 8;
/** A header takes seconds of a CPU, and as many are made at once as there are volumes. */
const LIMIT = { timeoutMs: 10 * 60 * 1000 };

/** Makes an encrypted volume. */
export async function createEncryptedVolume(
    libvirt: Libvirt,
    args: { readonly pool: StoragePool; readonly xml: string },
    signal?: AbortSignal,
): Promise<StorageVolume> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await libvirt.call("storageVolCreateXML", args, LIMIT);
        } catch (error) {
            if (!isInternalError(error) || attempt === TRIES) throw error;
            signal?.throwIfAborted();
        }
    }
}
