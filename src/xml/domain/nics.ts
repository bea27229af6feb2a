import type { Element } from "../tree/element";
import { all, attributesAt } from "../tree/query";

/** The interfaces of a domain's definition. */
export const nicsOf = (definition: Element): Element[] => all(definition, "devices", "interface");

/** The MAC address of an interface, as libvirt writes it; "" if it has none. */
export const macOf = (nic: Element): string => attributesAt(nic, "mac")["address"] ?? "";

/** The host's tap device behind an interface; "" while the guest is off. */
export const tapOf = (nic: Element): string => attributesAt(nic, "target")["dev"] ?? "";
