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

/** What libvirt calls a job that copies a disk to another file, and one that writes a layer back. */
export type BlockJob = "copy" | "active-commit";

interface Copying {
    readonly domain: Domain;
    /** Target of the disk. */
    readonly disk: string;
    readonly job: BlockJob;
    /** On what the guest goes on. */
    readonly to: string;
}

/**
 * Begins a job that copies a disk, unless an earlier run has, and has the guest go on from the copy: from then on libvirt's
 * definitions, also the stored one, have the copy in the disk's place. Fails where the job did: the disk is then as it was.
 */
export async function copyDisk(
    libvirt: Libvirt,
    copying: Copying,
    begin: () => Promise<unknown>,
    signal: AbortSignal,
): Promise<void> {
    const { domain, disk, job, to } = copying;
    const there = await mirrorOf(libvirt, domain, disk);
    if (there === undefined) await begin();
    else if (there.job !== job || there.file !== to)
        throw diskBusy({ domain: domain.name, disk, file: there.file });
    await waitForCopy(libvirt, copying, signal);
    // A failed job disappears like a finished one.
    if ((await fileOf(libvirt, domain, disk)) !== to)
        throw diskNotCopied({ domain: domain.name, disk, file: to });
}

/**
 * Waits until the guest runs on the copy, or the job is gone. Progress is a new minimum of what is left to copy: a guest that
 * writes faster than QEMU copies makes none.
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
        // QEMU has not counted yet what there is to copy.
        const left = end > 0n ? end - cur : undefined;
        if (left === 0n && (await pivot(libvirt, domain, disk))) return;
        if (left !== undefined && (least === undefined || left < least)) {
            least = left;
            lastProgress = performance.now();
        } else if (performance.now() - lastProgress >= STALL_SECONDS * 1000)
            throw diskCopyStalled({ domain: domain.name, disk, file: to, seconds: STALL_SECONDS });
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

/** The copy that is being made of a disk, and by what; undefined when there is none. */
async function mirrorOf(libvirt: Libvirt, domain: Domain, disk: string) {
    const found = await diskOf(libvirt, domain, disk);
    const mirror = found && first(found, "mirror");
    if (mirror === undefined) return undefined;
    const { job, file } = mirror.attributes;
    return { job, file: attributesAt(mirror, "source")["file"] ?? file ?? "" };
}

/** False when the job, though all is copied, is not known as ready yet: QEMU says so in an event of its own. */
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
