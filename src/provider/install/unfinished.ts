import { nameTaken } from "../../errors";
import type { Libvirt, StorageVolume } from "../../libvirt";
import { DomainXml } from "../../libvirt/flags";
import type { InstalledVolume } from "../../schema/installedVolume";
import { urnOf } from "../../xml/mark";
import { all, first } from "../../xml/tree/query";
import { definitionOf } from "../domain/domainView";
import { destroyDomain } from "../../libvirt/destroyDomain";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { domainUsing, neighboursOf } from "../storage/volumeUsers";
import type { CallContext } from "../lifecycle/resource";
import { deleteVolume } from "../storage/volumes";
import { destroyFloppy } from "./floppy";
import { volumeOfPart } from "./installationFiles";

/**
 * Deletes what an interrupted run left. Its domain is created first and deleted last, so it leads to everything else, whatever
 * name that run chose for the volume.
 */
export async function removeUnfinished(
    { name = "", uuid = "" }: InstalledVolume,
    { libvirt, urn }: CallContext,
): Promise<void> {
    const domain = await ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid }));
    if (domain === undefined) return;
    const definition = await definitionOf(libvirt, domain, DomainXml.INACTIVE);
    if (urnOf(definition) !== urn) {
        throw nameTaken({ kind: "InstalledVolume", name, which: `domain "${domain.name}"` });
    }
    await destroyDomain(libvirt, domain);
    for (const disk of all(definition, "devices", "disk")) {
        const path = first(disk, "source")?.attributes["file"];
        if (path !== undefined) await removeFile(libvirt, path, disk.attributes["device"]);
    }
    await undefineInstallation(libvirt, uuid);
}

/** Undefines the domain of an installation, if it exists. */
export async function undefineInstallation(libvirt: Libvirt, uuid: string): Promise<void> {
    const domain = await ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid }));
    if (domain !== undefined) await ignoreNotFound(libvirt.call("domainUndefineFlags", { domain }));
}

async function removeFile(libvirt: Libvirt, path: string, device: string | undefined) {
    const volume = await volumeAt(libvirt, path);
    if (device === "floppy" && volume !== undefined) {
        return destroyFloppy(libvirt, `${volume.pool}/${volume.name}`);
    }
    if (volume !== undefined) await deleteVolume(libvirt, volume);
    // It is in no state: a run deletes the domain before it returns the volume.
    const installed = device === "disk" ? await volumeAt(libvirt, volumeOfPart(path)) : undefined;
    if (installed !== undefined && !(await isNeeded(libvirt, installed))) {
        await deleteVolume(libvirt, installed);
    }
}

const volumeAt = (libvirt: Libvirt, path: string) =>
    ignoreNotFound(libvirt.call("storageVolLookupByPath", { path }));

/** Whether another volume or a domain uses a volume. */
export async function isNeeded(libvirt: Libvirt, volume: StorageVolume): Promise<boolean> {
    const { above } = await neighboursOf(libvirt, volume.key);
    return above.length > 0 || (await domainUsing(libvirt, volume.key)) !== undefined;
}
