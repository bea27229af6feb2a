import { element, type Element } from "./tree/element";
import { first } from "./tree/query";

/** Namespace of our metadata; domains and networks alone keep it, libvirt drops it elsewhere. */
const NAMESPACE = "urn:xplab:mark:1";

/** What is written beside an object: the token tells two objects of one UUID apart, the URN whose it was last. */
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

/** The line for people that is kept beside a network. */
export const titleOf = (root: Element): string | undefined =>
    first(root, "metadata", "xplab:mark")?.attributes["title"];
