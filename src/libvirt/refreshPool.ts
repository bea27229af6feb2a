import { setTimeout as sleep } from "node:timers/promises";
import { poolBusy } from "../errors";
import { isInternalError } from "./errors";
import type { Libvirt } from "./libvirt";
import type { StoragePool } from "./handles";

/** How somebody waits: until a signal, and telling for what. */
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
 * Has a pool look for files that others have made in its folder. libvirt refuses while a volume of it is being made
 * ("pool has asynchronous jobs running"); others make theirs at any time, and an image may take minutes.
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
 * Why libvirt does not refresh a pool for the moment; undefined when it has. It has no code for that: an internal error
 * may be any. But a refresh that fails stops the pool, and one that is refused leaves it as it is.
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
