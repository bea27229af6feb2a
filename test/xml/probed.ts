import { elements } from "../../src/xml/tree/children";
import type { Element } from "../../src/xml/tree/element";
import { attributesAt, first } from "../../src/xml/tree/query";

/** Sources of images in a definition whose format libvirt or QEMU would have to guess. */
export function imagesWithoutFormat(element: Element): string[] {
    const here = imageFile(element);
    const format = attributesAt(element, element.name === "disk" ? "driver" : "format")["type"];
    const below = elements(element).flatMap(imagesWithoutFormat);
    return here === undefined || format !== undefined ? below : [here, ...below];
}

const imageFile = (element: Element) =>
    ["disk", "backingStore", "mirror"].includes(element.name)
        ? attributesAt(element, "source")["file"]
        : undefined;

/** Whether each chain of images is complete: QEMU looks for missing parts in the images. */
export const chainsWithoutEnd = (domain: Element): string[] =>
    elements(first(domain, "devices") ?? domain)
        .filter(({ name, attributes }) => name === "disk" && attributes["device"] === "disk")
        .filter((disk) => !isEnded(disk))
        .map((disk) => attributesAt(disk, "target")["dev"] ?? "");

function isEnded(image: Element): boolean {
    const next = first(image, "backingStore");
    return next !== undefined && (next.children.length === 0 || isEnded(next));
}
