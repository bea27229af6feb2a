import { deleteLayer } from "../../cleanState/layer";
import { storedDefinition } from "../../cleanState/reset";
import type { Domain, Libvirt } from "../../libvirt";
import { DomainBlockCommit } from "../../libvirt/flags";
import { frozenFiles, layeredDisks, withoutActiveLayers } from "../../xml/domain/activeLayer";
import type { Element } from "../../xml/tree/element";
import { all, attributesAt } from "../../xml/tree/query";
import { copyDisk } from "../domain/copyDisk";
import { defineDomain } from "../domain/domainDefinition";
import { definitionOf } from "../domain/domainView";
import { forgetDomain, forgetVolumes } from "../storage/hostFiles";

/**
 * Commits the layers of a running guest into the images below them, which the guest then uses. libvirt changes the stored
 * definition at the same moment, so the next start uses the up-to-date image.
 */
export async function commitLayers(
    libvirt: Libvirt,
    domain: Domain,
    signal: AbortSignal,
): Promise<void> {
    const live = await definitionOf(libvirt, domain, 0);
    for (const layered of layeredDisks(live)) await commit(libvirt, domain, layered, signal);
    forgetDomain(libvirt, domain.uuid);
    await storeChains(libvirt, domain);
    // Includes layers that an interrupted run committed but did not delete.
    for (const file of diskFiles(withoutActiveLayers(live))) await deleteLayer(libvirt, file);
    forgetVolumes(libvirt);
}

const diskFiles = (domain: Element) =>
    all(domain, "devices", "disk").flatMap((disk) =>
        // "disk" is the default.
        (disk.attributes["device"] ?? "disk") === "disk"
            ? (attributesAt(disk, "source")["file"] ?? [])
            : [],
    );

function commit(
    libvirt: Libvirt,
    domain: Domain,
    { target: disk, frozen: to }: { readonly target: string; readonly frozen: string },
    signal: AbortSignal,
): Promise<void> {
    const flags = DomainBlockCommit.SHALLOW | DomainBlockCommit.ACTIVE;
    const begin = () => libvirt.call("domainBlockCommit", { domain, disk, flags });
    return copyDisk(libvirt, { domain, disk, job: "active-commit", to }, begin, signal);
}

/** libvirt's own stored definition would leave backing images to be probed. */
async function storeChains(libvirt: Libvirt, domain: Domain): Promise<void> {
    const stored = await storedDefinition(libvirt, domain);
    if (frozenFiles(stored).length > 0) {
        await defineDomain(libvirt, domain.name, withoutActiveLayers(stored));
    }
}
