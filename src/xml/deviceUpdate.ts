import { element, type Element } from "./element";
import { attributesAt } from "./query";

/**
 * A device of a running guest's definition as libvirt takes it for an update: its own notes on what is plugged in now
 * would contradict what is to be plugged in.
 */
export function forUpdate(device: Element): Element {
    const children = device.children.flatMap((child) => {
        if (typeof child === "string" || child.name !== "source")
            return isChainEnd(child) ? [] : [child];
        const { portid: _portid, bridge: _bridge, index: _index, ...kept } = child.attributes;
        return [element("source", kept, child.children)];
    });
    return { ...device, attributes: { ...device.attributes, ...typeOfPlug(device) }, children };
}

/** An interface with its cable out. */
export function withoutCable(nic: Element): Element {
    const isLink = (child: Element | string) => typeof child !== "string" && child.name === "link";
    const others = nic.children.filter((child) => !isLink(child));
    return { ...nic, children: [...others, element("link", { state: "down" })] };
}

/** On a bridge of the host's libvirt shows an interface of a network as one of type bridge. */
const typeOfPlug = (device: Element) =>
    device.name === "interface" && attributesAt(device, "source")["network"] !== undefined
        ? { type: "network" }
        : {};

const isChainEnd = (child: Element | string) =>
    typeof child !== "string" && child.name === "backingStore";
