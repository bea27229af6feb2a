import { isInternalError } from "./errors";
import type { StoragePool, StorageVolume } from "./handles";
import type { Libvirt } from "./libvirt";

/** QEMU fails to make one LUKS header in ten, when it cannot measure its own speed ("accurate CPU usage"). */
const TRIES = 8;
/** A header takes seconds of CPU time, and all volumes are made at the same time. */
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
