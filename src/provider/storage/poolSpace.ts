import { noSpaceInPool, poolFull } from "../../errors";
import { LibvirtError, type StoragePool, type StorageVolume } from "../../libvirt";
import { refreshPool } from "../../libvirt/refreshPool";
import type { CallContext } from "../lifecycle/resource";
import { waitingIn } from "../lifecycle/waiting";

type Context = Pick<CallContext, "libvirt" | "signal" | "log">;

/**
 * Refuses an upload for which the pool has no room.
 *
 * @param copies How many copies are in the pool until the image is whole.
 */
export async function refuseFullPool(
    context: Context,
    pool: StoragePool,
    imageBytes: number,
    copies: number,
): Promise<void> {
    const bytes = BigInt(imageBytes);
    const known = await context.libvirt.call("storagePoolGetInfo", { pool });
    if (known.availableBytes >= bytes) return;
    const freeBytes = await freeBytesOf(context, pool);
    if (freeBytes >= bytes) return;
    throw noSpaceInPool({
        pool: pool.name,
        neededBytes: BigInt(copies) * bytes,
        freeBytes,
        copies,
    });
}

interface Storing {
    readonly pool: StoragePool;
    /** The volume that is being written. */
    readonly part: StorageVolume;
    readonly imageBytes: number;
    /** How many copies are in the pool until the image is whole. */
    readonly copies: number;
}

/** Stores an image, and reports a full pool as the reason of a failure. */
export const orNoSpace = <T>(
    context: Context,
    { pool, part, imageBytes, copies }: Storing,
    store: () => Promise<T>,
): Promise<T> =>
    withSpaceError(store, async (cause) => {
        const neededBytes = BigInt(copies) * BigInt(imageBytes);
        const freeBytes = await freeBytesFor(context, pool, part);
        if (freeBytes >= neededBytes) return cause;
        return noSpaceInPool({ pool: pool.name, neededBytes, freeBytes, copies }, { cause });
    });

/** More than an empty volume needs, and less than a usable pool has. */
const LITTLE_BYTES = 1n << 20n;

/** Creates an empty volume, and reports a full pool as the reason of a failure. */
export const orPoolFull = <T>(
    context: Context,
    pool: StoragePool,
    name: string,
    make: () => Promise<T>,
): Promise<T> =>
    withSpaceError(make, async (cause) => {
        const freeBytes = await freeBytesOf(context, pool);
        if (freeBytes >= LITTLE_BYTES) return cause;
        return poolFull({ id: `${pool.name}/${name}`, pool: pool.name, freeBytes }, { cause });
    });

/** libvirt has no error code for a full disk, so the pool is checked after any refusal. */
async function withSpaceError<T>(
    store: () => Promise<T>,
    explain: (refusal: LibvirtError) => Promise<Error>,
): Promise<T> {
    try {
        return await store();
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        throw await explain(error).catch(() => error);
    }
}

/** Free bytes without the part. */
async function freeBytesFor(context: Context, pool: StoragePool, part: StorageVolume) {
    const { allocation } = await context.libvirt.call("storageVolGetInfo", { volume: part });
    return (await freeBytesOf(context, pool)) + allocation;
}

/** Refreshes the pool first, because libvirt's figure is from the last refresh. */
async function freeBytesOf(context: Context, pool: StoragePool): Promise<bigint> {
    const { libvirt } = context;
    await refreshPool(libvirt, pool, waitingIn(context));
    return (await libvirt.call("storagePoolGetInfo", { pool })).availableBytes;
}
