import { setTimeout as sleep } from "node:timers/promises";
import { isBlockCopyActive, type Domain, type Libvirt } from "../libvirt";
import { DomainBlockJobAbort } from "../libvirt/flags";

const POLL_MILLISECONDS = 100;

/** What a disk's job has done, in bytes; undefined when there is none. */
export async function blockJobOf(
    libvirt: Libvirt,
    domain: Domain,
    disk: string,
): Promise<{ readonly done: bigint; readonly all: bigint } | undefined> {
    const { found, cur, end } = await libvirt.call("domainGetBlockJobInfo", { domain, disk });
    return found ? { done: cur, all: end } : undefined;
}

/**
 * Waits until a job has copied a disk, and has the guest go on from the copy: from then on libvirt's definitions, also the
 * stored one, have the copy in the disk's place.
 */
export async function pivotWhenCopied(
    libvirt: Libvirt,
    domain: Domain,
    disk: string,
    signal?: AbortSignal,
): Promise<void> {
    for (;;) {
        const job = await blockJobOf(libvirt, domain, disk);
        if (job === undefined) return;
        const isCopied = job.done === job.all && job.all > 0n;
        if (isCopied && (await pivots(libvirt, domain, disk))) return;
        await sleep(POLL_MILLISECONDS, undefined, { signal });
    }
}

/** False when the job, though all is copied, is not known as ready yet: QEMU says so in an event of its own. */
async function pivots(libvirt: Libvirt, domain: Domain, disk: string): Promise<boolean> {
    const flags = DomainBlockJobAbort.PIVOT;
    try {
        await libvirt.call("domainBlockJobAbort", { domain, disk, flags });
        return true;
    } catch (error) {
        if (isBlockCopyActive(error)) return false;
        throw error;
    }
}
