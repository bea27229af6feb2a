import { join } from "node:path";
import type { StoragePool } from "../../libvirt";
import type { Volume } from "../../schema/volume/volume";
import { digitsOf } from "../lifecycle/creationDefaults";
import { withFileLock } from "../cache/fileLock";
import { cacheSubfolder } from "../cache/cacheSubfolder";
import type { CallContext } from "../lifecycle/resource";

/**
 * Stores an image while no other run of this user on this machine stores the same: what is half made is else taken for what
 * a killed run has left. A pool's UUID is its own, whatever the path to its host.
 */
export async function withImportLock<T>(
    { uuid }: StoragePool,
    { name }: Volume,
    { signal, log }: CallContext,
    store: () => Promise<T>,
): Promise<T> {
    const folder = await cacheSubfolder("locks").catch(() => undefined);
    // A user without a folder to write in has nowhere to meet others.
    if (folder === undefined) return store();
    const lock = join(folder, `${digitsOf(uuid, name)}.lock`);
    return withFileLock(lock, signal, () => log("status", "another run stores it"), store);
}
