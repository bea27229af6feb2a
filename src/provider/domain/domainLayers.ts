import { deleteLayer, repairLayer } from "../../cleanState/layer";
import type { Libvirt } from "../../libvirt";
import { cleanMarkOf } from "../../xml/domain/cleanMark";
import type { Element } from "../../xml/tree/element";
import type { DomainView } from "./domainView";
import { forgetVolumes } from "../storage/hostFiles";
import { removeVolumeAt } from "../storage/volumes";

/** Before a start: creates the layers that an interrupted reset deleted. */
export async function repairLayers(libvirt: Libvirt, stored: Element): Promise<void> {
    for (const disk of cleanMarkOf(stored)?.state?.disks ?? []) await repairLayer(libvirt, disk);
}

/** Deletes layers that neither the definition nor the guest uses any more, because their disks have other images. */
export async function dropLayers(
    libvirt: Libvirt,
    before: Pick<DomainView, "frozen">,
    after?: Pick<DomainView, "frozen">,
): Promise<void> {
    for (const file of before.frozen) {
        if (after?.frozen.includes(file) !== true) await deleteLayer(libvirt, file);
    }
    forgetVolumes(libvirt);
}

/** Deletes the memory file in a definition's mark, complete or not. */
export async function dropMemoryFile(libvirt: Libvirt, stored: Element): Promise<void> {
    const mark = cleanMarkOf(stored);
    if (mark !== undefined) await removeVolumeAt(libvirt, mark.file);
}
