import { noSpaceInPool } from "../errors";
import { LibvirtError, type Libvirt, type StoragePool, type StorageVolume } from "../libvirt";
import type { CallContext } from "./resource";

/** What is uploaded is stored twice until it is verified. */
const COPIES = 2n;

/** Refuses an upload that would not even end, before it begins. */
export async function refuseFullPool(
    { libvirt }: Pick<CallContext, "libvirt">,
    pool: StoragePool,
    imageBytes: number,
): Promise<void> {
    const bytes = BigInt(imageBytes);
    const known = await libvirt.call("storagePoolGetInfo", { pool });
    if (known.availableBytes >= bytes) return;
    const freeBytes = await freeBytesOf(libvirt, pool);
    if (freeBytes >= bytes) return;
    throw noSpaceInPool({ pool: pool.name, neededBytes: COPIES * bytes, freeBytes });
}

/**
 * Says so when there was no room to store an image: libvirt has no code for a full disk, so that after any refusal the
 * pool is asked.
 *
 * @param part What is being written.
 */
export async function orNoSpace<T>(
    { libvirt }: Pick<CallContext, "libvirt">,
    { pool, part, imageBytes }: { pool: StoragePool; part: StorageVolume; imageBytes: number },
    store: () => Promise<T>,
): Promise<T> {
    try {
        return await store();
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        const neededBytes = COPIES * BigInt(imageBytes);
        const freeBytes = await freeBytesFor(libvirt, pool, part).catch(() => undefined);
        if (freeBytes === undefined || freeBytes >= neededBytes) throw error;
        throw noSpaceInPool({ pool: pool.name, neededBytes, freeBytes }, { cause: error });
    }
}

/** What there would be without the part. */
async function freeBytesFor(libvirt: Libvirt, pool: StoragePool, part: StorageVolume) {
    const { allocation } = await libvirt.call("storageVolGetInfo", { volume: part });
    return (await freeBytesOf(libvirt, pool)) + allocation;
}

/** libvirt's own figure is that of the pool's last refresh. */
async function freeBytesOf(libvirt: Libvirt, pool: StoragePool): Promise<bigint> {
    await libvirt.call("storagePoolRefresh", { pool });
    return (await libvirt.call("storagePoolGetInfo", { pool })).availableBytes;
}
