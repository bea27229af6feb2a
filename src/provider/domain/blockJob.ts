import { setTimeout as sleep } from "node:timers/promises";
import { isBlockCopyActive, type Domain, type Libvirt } from "../../libvirt";
import { diskBusy, diskNotCopied } from "../../errors";
import { DomainBlockJobAbort } from "../../libvirt/flags";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { all, attributesAt, first } from "../../xml/tree/query";

const POLL_MILLISECONDS = 100;

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
    signal?: AbortSignal,
): Promise<void> {
    const { domain, disk, job, to } = copying;
    const there = await mirrorOf(libvirt, domain, disk);
    if (there === undefined) await begin();
    else if (there.job !== job || there.file !== to)
        throw diskBusy({ domain: domain.name, disk, file: there.file });
    for (;;) {
        const { found, cur, end } = await libvirt.call("domainGetBlockJobInfo", { domain, disk });
        if (!found) break;
        if (cur === end && end > 0n && (await pivots(libvirt, domain, disk))) break;
        await sleep(POLL_MILLISECONDS, undefined, { signal });
    }
    // A job that failed is gone like one that is done.
    if ((await fileOf(libvirt, domain, disk)) !== to)
        throw diskNotCopied({ domain: domain.name, disk, file: to });
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
