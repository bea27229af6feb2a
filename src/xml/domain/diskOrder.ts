import type { Element } from "../tree/element";
import { mapDevices } from "../tree/children";
import { all, attributesAt } from "../tree/query";

/**
 * Sorts a domain's hard disks by letter, whatever their bus. libvirt boots the definition's first disk of kind "hd"
 * (qemu_process.c, qemuProcessPrepareDeviceBootorder); a stored definition has later disks at its end, and vda after hdb.
 */
export function withDisksInOrder(domain: Element): Element {
    const disks = all(domain, "devices", "disk").filter(isHardDisk);
    const next = disks.sort((one, other) => letterOf(one) - letterOf(other)).values();
    // Disks exchange places, so that nothing else moves.
    return mapDevices(domain, (device) => [
        isHardDisk(device) ? (next.next().value ?? device) : device,
    ]);
}

const isHardDisk = ({ name, attributes }: Element): boolean =>
    name === "disk" && (attributes["device"] ?? "disk") === "disk";

/** The third letter of a target such as hdb; other targets come last. */
function letterOf(disk: Element): number {
    const { dev = "" } = attributesAt(disk, "target");
    return /^[hsv]d[a-z]$/.test(dev) ? dev.charCodeAt(2) : Infinity;
}
