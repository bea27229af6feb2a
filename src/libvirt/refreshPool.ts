import { setTimeout as sleep } from "node:timers/promises";
import { poolBusy } from "../errors";
import { isInternalError } from "./errors";
import type { Libvirt } from "./libvirt";
import type { StoragePool } from "./handles";

/** How a caller waits: until a signal, and with reports of the reason. */
export interface Waiting {
    readonly signal: AbortSignal;
    readonly say: (text: string) => void;
}

interface RefreshOptions {
    readonly signal?: AbortSignal | undefined;
    readonly say?: (text: string) => void;
    readonly waitMs?: number;
    readonly patienceMs?: number;
}

const WAIT_MILLISECONDS = 200;
const PATIENCE_MILLISECONDS = 600_000;

/**
 * Makes a pool find files that other programs have put into its folder. libvirt refuses while it makes a volume in the
 * pool ("pool has asynchronous jobs running"), which can happen at any time and take minutes for an image.
 */
export async function refreshPool(
    libvirt: Pick<Libvirt, "call">,
    pool: StoragePool,
    {
        signal,
        say,
        waitMs = WAIT_MILLISECONDS,
        patienceMs = PATIENCE_MILLISECONDS,
    }: RefreshOptions = {},
): Promise<void> {
    const { name } = pool;
    const end = Date.now() + patienceMs;
    let refusal = await refusalOf(libvirt, pool);
    if (refusal !== undefined) say?.(`waiting until no volume of pool "${name}" is being made`);
    while (refusal !== undefined) {
        signal?.throwIfAborted();
        if (Date.now() >= end)
            throw poolBusy({ pool: name, seconds: patienceMs / 1000 }, { cause: refusal });
        await sleep(waitMs);
        refusal = await refusalOf(libvirt, pool);
    }
}

/**
 * Why libvirt does not refresh a pool now; undefined if it did. The refusal has no code of its own, only "internal
 * error". A failed refresh stops the pool; a refused one leaves it running.
 */
async function refusalOf(
    libvirt: Pick<Libvirt, "call">,
    pool: StoragePool,
): Promise<Error | undefined> {
    try {
        await libvirt.call("storagePoolRefresh", { pool });
        return undefined;
    } catch (error) {
        if (isInternalError(error) && (await libvirt.call("storagePoolIsActive", { pool })))
            return error;
        throw error;
    }
}
