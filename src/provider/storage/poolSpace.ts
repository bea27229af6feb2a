import { noSpaceInPool, poolFull } from "../../errors";
import { LibvirtError, type StoragePool, type StorageVolume } from "../../libvirt";
import { refreshPool } from "../../libvirt/refreshPool";
import type { CallContext } from "../lifecycle/resource";
import { waitingIn } from "../lifecycle/waiting";

type Context = Pick<CallContext, "libvirt" | "signal" | "log">;

/**
 * Refuses an upload that would not even end, before it begins.
 *
 * @param copies How often it is stored until it is whole.
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
    /** What is being written. */
    readonly part: StorageVolume;
    readonly imageBytes: number;
    /** How often it is stored until it is whole. */
    readonly copies: number;
}

/** Says so when there was no room to store an image. */
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

/** More than an empty volume takes, and less than a pool can live on. */
const LITTLE_BYTES = 1n << 20n;

/** Says so when there was no room to make a volume that is empty. */
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

/** libvirt has no code for a full disk, so that after any refusal the pool is asked. */
async function withSpaceError<T>(
    store: () => Promise<T>,
    tell: (refusal: LibvirtError) => Promise<Error>,
): Promise<T> {
    try {
        return await store();
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        throw await tell(error).catch(() => error);
    }
}

/** What there would be without the part. */
async function freeBytesFor(context: Context, pool: StoragePool, part: StorageVolume) {
    const { allocation } = await context.libvirt.call("storageVolGetInfo", { volume: part });
    return (await freeBytesOf(context, pool)) + allocation;
}

/** libvirt's own figure is that of the pool's last refresh. */
async function freeBytesOf(context: Context, pool: StoragePool): Promise<bigint> {
    const { libvirt } = context;
    await refreshPool(libvirt, pool, waitingIn(context));
    return (await libvirt.call("storagePoolGetInfo", { pool })).availableBytes;
}
