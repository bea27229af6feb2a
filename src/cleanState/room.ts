import { cleanStateNoSpace } from "../errors";
import type { Libvirt, StoragePool } from "../libvirt";
import { refreshPool, type Waiting } from "../libvirt/refreshPool";

const MIB = 2n ** 20n;

/** What the layers on the disks take before the guest has written much. */
export const LAYERS_MIB = 16;

/** Refuses a pool that has not so much room. libvirt's own figure is that of the pool's last refresh, so a bad one is asked twice. */
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
