import { restoreMemory } from "../../cleanState/restore";
import type { Libvirt } from "../../libvirt";
import { frozenFiles } from "../../xml/domain/activeLayer";
import { cleanMarkOf } from "../../xml/domain/cleanMark";
import { findCleanDomain, markDomain, type CleanDomain } from "./cleanDomain";
import { commitLayers } from "./commitLayers";
import { isActive } from "../../libvirt/handles";
import type { CallContext } from "../lifecycle/resource";
import { removeVolumeAt } from "../storage/volumes";

type Context = Pick<CallContext, "libvirt" | "signal" | "log">;

/**
 * Removes the clean state of a memory file. The guest keeps running as it is. libvirt cannot commit the layers of a guest
 * that is off: it keeps them until the domain is deleted or its next clean state is taken.
 */
export async function removeCleanState(
    uuid: string,
    file: string,
    { libvirt, signal, log }: Context,
): Promise<void> {
    const domain = await findCleanDomain(libvirt, uuid);
    // The layers belong to the memory file that has replaced this one.
    const isCurrent = domain !== undefined && cleanMarkOf(domain.stored)?.file === file;
    if (!isCurrent) return removeVolumeAt(libvirt, file);
    const { ref, stored } = domain;
    await markDomain(libvirt, ref, file);
    if (isActive(ref)) await commitLayers(libvirt, ref, signal);
    else if (frozenFiles(stored).length > 0) {
        log("info", `${ref.name} is off: its disks keep their layers, which its next start uses.`);
    }
    await removeVolumeAt(libvirt, file);
    await markDomain(libvirt, ref, undefined);
}

/** Rolls back an incomplete clean state. */
export async function rollBackCleanState(
    uuid: string,
    file: string,
    context: Context,
): Promise<void> {
    const { libvirt } = context;
    const domain = await findCleanDomain(libvirt, uuid);
    if (domain?.state === "shutoff") await startAgain(libvirt, domain, file);
    // The signal of the run has fired already if the run was cut off.
    await removeCleanState(uuid, file, { ...context, signal: new AbortController().signal });
}

/** Restores the memory, which still matches the disks because the guest has not run since; else starts from the disks. */
async function startAgain(
    libvirt: Libvirt,
    { ref, stored }: CleanDomain,
    file: string,
): Promise<void> {
    try {
        await restoreMemory(libvirt, ref, file, stored);
    } catch {
        // The memory file is incomplete.
        await libvirt.call("domainCreateWithFlags", { domain: ref });
    }
}
