import { isBlockCopyActive, type Domain, type Libvirt } from "../../libvirt";
import { diskBusy, diskCopyStalled, diskNotCopied } from "../../errors";
import { DomainBlockJobAbort } from "../../libvirt/flags";
import { pause } from "../../libvirt/rpc/deadline";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { all, attributesAt, first } from "../../xml/tree/query";

const POLL_MILLISECONDS = 100;

/** A copy of a large disk may take hours; one that gets no closer to its end for this long never ends. */
const STALL_SECONDS = 600;

/** libvirt's names for the jobs that copy a disk to another file and that commit a layer. */
type BlockJob = "copy" | "active-commit";

interface Copying {
    readonly domain: Domain;
    /** Target of the disk. */
    readonly disk: string;
    readonly job: BlockJob;
    /** The file that the guest then uses. */
    readonly to: string;
}

/**
 * Copies a disk and switches the guest to the copy, which then replaces the disk in libvirt's live and stored definitions.
 * Continues a job that an earlier run began. If the job fails or stalls, the guest stays on its old file.
 */
export async function copyDisk(
    libvirt: Libvirt,
    copying: Copying,
    begin: () => Promise<unknown>,
    signal: AbortSignal,
): Promise<void> {
    const { domain, disk, job, to } = copying;
    const mirror = await mirrorOf(libvirt, domain, disk);
    if (mirror === undefined) await begin();
    else if (mirror.job !== job || mirror.file !== to) {
        throw diskBusy({ domain: domain.name, disk, file: mirror.file });
    }
    await waitForCopy(libvirt, copying, signal);
    // A failed job disappears like a finished one.
    if ((await fileOf(libvirt, domain, disk)) !== to) {
        throw diskNotCopied({ domain: domain.name, disk, file: to });
    }
}

/**
 * Waits until the guest uses the copy or the job is gone. Only a new minimum of what is left to copy counts as progress, so
 * a guest that writes faster than QEMU copies does not keep the wait alive.
 */
async function waitForCopy(
    libvirt: Libvirt,
    { domain, disk, to }: Copying,
    signal: AbortSignal,
): Promise<void> {
    let least: bigint | undefined;
    let lastProgress = performance.now();
    for (;;) {
        const { found, cur, end } = await libvirt.call("domainGetBlockJobInfo", { domain, disk });
        if (!found) return;
        // Zero until QEMU knows the size of the copy.
        const left = end > 0n ? end - cur : undefined;
        if (left === 0n && (await pivot(libvirt, domain, disk))) return;
        if (left !== undefined && (least === undefined || left < least)) {
            least = left;
            lastProgress = performance.now();
        } else if (performance.now() - lastProgress >= STALL_SECONDS * 1000) {
            throw diskCopyStalled({ domain: domain.name, disk, file: to, seconds: STALL_SECONDS });
        }
        await pause(POLL_MILLISECONDS, signal);
    }
}

async function diskOf(
    libvirt: Libvirt,
    domain: Domain,
    disk: string,
): Promise<Element | undefined> {
    const live = parse(await libvirt.call("domainGetXMLDesc", { domain }));
    return all(live, "devices", "disk").find((one) => attributesAt(one, "target")["dev"] === disk);
}

async function fileOf(libvirt: Libvirt, domain: Domain, disk: string) {
    const found = await diskOf(libvirt, domain, disk);
    return found && attributesAt(found, "source")["file"];
}

/** The job that copies a disk and its target file; undefined when there is none. */
async function mirrorOf(libvirt: Libvirt, domain: Domain, disk: string) {
    const found = await diskOf(libvirt, domain, disk);
    const mirror = found && first(found, "mirror");
    if (mirror === undefined) return undefined;
    const { job, file } = mirror.attributes;
    return { job, file: attributesAt(mirror, "source")["file"] ?? file ?? "" };
}

/** False if QEMU has copied everything but has not sent the event that says the job is ready. */
async function pivot(libvirt: Libvirt, domain: Domain, disk: string): Promise<boolean> {
    const flags = DomainBlockJobAbort.PIVOT;
    try {
        await libvirt.call("domainBlockJobAbort", { domain, disk, flags });
        return true;
    } catch (error) {
        if (isBlockCopyActive(error)) return false;
        throw error;
    }
}
