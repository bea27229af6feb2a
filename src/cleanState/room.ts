import { cleanStateNoSpace } from "../errors";
import type { Libvirt, StoragePool } from "../libvirt";
import { refreshPool, type Waiting } from "../libvirt/refreshPool";

const MIB = 2n ** 20n;

/** Room for the layers before the guest has written much. */
export const LAYERS_MIB = 16;

/** Refuses a pool without enough room. Refreshes it before that, because libvirt's figure is from the last refresh. */
export async function requireRoom(
    libvirt: Libvirt,
    pool: StoragePool,
    neededMiB: number,
    waiting: Waiting,
): Promise<void> {
    const free = async () =>
        (await libvirt.call("storagePoolGetInfo", { pool })).availableBytes / MIB;
    if ((await free()) >= BigInt(neededMiB)) return;
    await refreshPool(libvirt, pool, waiting);
    const freeMiB = Number(await free());
    if (freeMiB < neededMiB) throw cleanStateNoSpace({ pool: pool.name, neededMiB, freeMiB });
}
