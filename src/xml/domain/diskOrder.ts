import type { Element } from "../tree/element";
import { attributesAt } from "../tree/query";

/**
 * The domain with its hard disks by their letters, whatever bus they are on: of kind "hd" libvirt boots the first in the
 * definition (qemu_process.c, qemuProcessPrepareDeviceBootorder). A disk that came later stands behind the others in a
 * stored definition, and so would vda behind hdb.
 */
export function withDisksInOrder(domain: Element): Element {
    return withChildren(domain, (child) =>
        child.name === "devices" ? { ...child, children: inOrder(child.children) } : child,
    );
}

const withChildren = (parent: Element, change: (child: Element) => Element): Element => ({
    ...parent,
    children: parent.children.map((child) => (typeof child === "string" ? child : change(child))),
});

/** Disks take the places of disks, so that nothing else moves. */
function inOrder(children: Element["children"]): Element["children"] {
    const sorted = children.filter(isDisk).sort((one, other) => letterOf(one) - letterOf(other));
    const next = sorted.values();
    return children.map((child) => (isDisk(child) ? (next.next().value ?? child) : child));
}

const isDisk = (child: Element | string): child is Element =>
    typeof child !== "string" &&
    child.name === "disk" &&
    (child.attributes["device"] ?? "disk") === "disk";

/** Behind the two letters of its bus; targets of another form come last. */
function letterOf(disk: Element): number {
    const { dev = "" } = attributesAt(disk, "target");
    return /^[hsv]d[a-z]$/.test(dev) ? dev.charCodeAt(2) : Infinity;
}
