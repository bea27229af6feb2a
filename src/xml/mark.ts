import { element, type Element } from "./tree/element";
import { first } from "./tree/query";

/** Namespace of our metadata. libvirt keeps metadata of domains and networks only. */
const NAMESPACE = "urn:xplab:mark:1";

/** Metadata of an object. The token distinguishes two objects with the same UUID; the URN names the last owner. */
export interface Mark {
    readonly token: string;
    readonly urn: string;
}

export function markXml({ token, urn }: Mark, title?: string): Element {
    return element(
        "metadata",
        {},
        element("xplab:mark", { "xmlns:xplab": NAMESPACE, token, urn, title }),
    );
}

/** The token of a domain or network that the provider made. */
export const tokenOf = (root: Element): string | undefined =>
    first(root, "metadata", "xplab:mark")?.attributes["token"];

/** The URN of the resource that made a domain or network, or changed it last. */
export const urnOf = (root: Element): string | undefined =>
    first(root, "metadata", "xplab:mark")?.attributes["urn"];

/** The human-readable line in a network's metadata. */
export const titleOf = (root: Element): string | undefined =>
    first(root, "metadata", "xplab:mark")?.attributes["title"];
