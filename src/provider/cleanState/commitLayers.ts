import { deleteLayer } from "../../cleanState/layer";
import type { Domain, Libvirt } from "../../libvirt";
import { DomainBlockCommit, DomainXml } from "../../libvirt/flags";
import { frozenFiles, layeredDisks, withoutActiveLayers } from "../../xml/domain/activeLayer";
import type { Element } from "../../xml/tree/element";
import { all, attributesAt } from "../../xml/tree/query";
import { copyDisk } from "../domain/copyDisk";
import { defineDomain } from "../domain/domainDefinition";
import { definitionOf } from "../domain/domainView";
import { forgetDomain, forgetVolumes } from "../storage/hostFiles";

/**
 * Writes the layers of a running guest back into the images below them, on which it then goes on. At the change from one to
 * the other libvirt changes the stored definition too, so that the next start finds the image that is up to date.
 */
export async function commitLayers(
    libvirt: Libvirt,
    domain: Domain,
    signal: AbortSignal,
): Promise<void> {
    const live = await definitionOf(libvirt, domain, 0);
    for (const layered of layeredDisks(live)) await commit(libvirt, domain, layered, signal);
    forgetDomain(libvirt, domain.uuid);
    await nameChains(libvirt, domain);
    // Also those that a run before this one has written back and not deleted any more.
    for (const file of diskFiles(withoutActiveLayers(live))) await deleteLayer(libvirt, file);
    forgetVolumes(libvirt);
}

const diskFiles = (domain: Element) =>
    all(domain, "devices", "disk").flatMap((disk) =>
        // Without the word it is one.
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

/** What libvirt then stores has the images below left to be probed, where it has not been told of them. */
async function nameChains(libvirt: Libvirt, domain: Domain): Promise<void> {
    const flags = DomainXml.INACTIVE | DomainXml.SECURE;
    const stored = await definitionOf(libvirt, domain, flags);
    if (frozenFiles(stored).length > 0)
        await defineDomain(libvirt, domain.name, withoutActiveLayers(stored));
}
