import { setTimeout as sleep } from "node:timers/promises";
import { isInternalError } from "./errors";
import type { Libvirt } from "./libvirt";
import type { StoragePool } from "./handles";

const WAIT_MILLISECONDS = 100;
const PATIENCE_MILLISECONDS = 60_000;

/**
 * Has a pool look for files that others have made in its folder. libvirt refuses while a volume of it is being made
 * ("pool has asynchronous jobs running", an internal error like any other); others make theirs at any time.
 */
export async function refreshPool(
    libvirt: Pick<Libvirt, "call">,
    pool: StoragePool,
    { waitMs = WAIT_MILLISECONDS, patienceMs = PATIENCE_MILLISECONDS } = {},
): Promise<void> {
    for (const end = Date.now() + patienceMs; ; await sleep(waitMs))
        try {
            await libvirt.call("storagePoolRefresh", { pool });
            return;
        } catch (error) {
            if (!isInternalError(error) || Date.now() >= end) throw error;
        }
}
