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
 * Gives up the clean state of a memory file: the guest runs on, as it is. Of a guest that is off libvirt cannot write the
 * layers back; it goes on from them, and they go with the domain or with the next clean state.
 */
export async function removeCleanState(
    uuid: string,
    file: string,
    { libvirt, signal, log }: Context,
): Promise<void> {
    const domain = await findCleanDomain(libvirt, uuid);
    // Another memory file has taken its place: the layers belong to that one.
    const isCurrent = domain !== undefined && cleanMarkOf(domain.stored)?.file === file;
    if (!isCurrent) return removeVolumeAt(libvirt, file);
    const { ref, stored } = domain;
    await markDomain(libvirt, ref, file);
    if (isActive(ref)) await commitLayers(libvirt, ref, signal);
    else if (frozenFiles(stored).length > 0)
        log("info", `${ref.name} is off: its disks keep their layers, and it goes on from them.`);
    await removeVolumeAt(libvirt, file);
    await markDomain(libvirt, ref, undefined);
}

/** Takes back a clean state that came to be only in part. */
export async function rollBackCleanState(
    uuid: string,
    file: string,
    context: Context,
): Promise<void> {
    const { libvirt } = context;
    const domain = await findCleanDomain(libvirt, uuid);
    if (domain?.state === "shutoff") await startAgain(libvirt, domain, file);
    // The undo of a run that was cut off: the signal of that run has fired already.
    await removeCleanState(uuid, file, { ...context, signal: new AbortController().signal });
}

/** From its memory, which goes with its disks as nobody has started it since; else from the disks alone. */
async function startAgain(
    libvirt: Libvirt,
    { ref, stored }: CleanDomain,
    file: string,
): Promise<void> {
    try {
        await restoreMemory(libvirt, ref, file, stored);
    } catch {
        // A memory file that is not whole is none.
        await libvirt.call("domainCreateWithFlags", { domain: ref });
    }
}
