import type { FilterRule, NetworkFilter } from "../../schema/network/networkFilter";
import { element, textElement, type Element } from "../tree/element";

// https://libvirt.org/formatnwfilter.html
export function networkFilterXml({ name, uuid, chain, rules }: NetworkFilter): Element {
    return element("filter", { name, chain }, textElement("uuid", uuid), rules.map(ruleXml));
}

const ruleXml = ({ action, direction, priority, protocol, match }: FilterRule) =>
    element("rule", { action, direction, priority }, element(protocol, match));
