import { join } from "node:path";
import type { StoragePool } from "../../libvirt";
import type { Volume } from "../../schema/volume/volume";
import { digitsOf } from "../lifecycle/creationDefaults";
import { withFileLock } from "../cache/fileLock";
import { cacheSubfolder } from "../cache/cacheSubfolder";
import type { CallContext } from "../lifecycle/resource";

/**
 * Imports an image while no other run of this user on this machine imports the same one, because a run takes a half-made
 * volume for one that a killed run left. The pool's UUID identifies it, whichever URI leads to its host.
 */
export async function withImportLock<T>(
    { uuid }: StoragePool,
    { name }: Volume,
    { signal, log }: CallContext,
    importIt: () => Promise<T>,
): Promise<T> {
    const folder = await cacheSubfolder("locks").catch(() => undefined);
    // Without a cache folder there is no place for a lock.
    if (folder === undefined) return importIt();
    const lock = join(folder, `${digitsOf(uuid, name)}.lock`);
    return withFileLock(
        lock,
        signal,
        () => log("status", "waiting for another run that imports it"),
        importIt,
    );
}
