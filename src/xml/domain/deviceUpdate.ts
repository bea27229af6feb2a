import { element, type Element } from "../tree/element";
import { attributesAt } from "../tree/query";

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
export const withoutCable = (nic: Element): Element =>
    withChild(nic, "link", element("link", { state: "down" }));

/** An interface with its cable in. */
export const withCable = (nic: Element): Element => withChild(nic, "link");

/** An interface with this filter and no other, or with none. */
export const withFilter = (nic: Element, filter: string | undefined): Element =>
    filter === undefined
        ? withChild(nic, "filterref")
        : withChild(nic, "filterref", element("filterref", { filter }));

export const hasCableOut = (nic: Element): boolean => attributesAt(nic, "link")["state"] === "down";

function withChild(nic: Element, name: string, ...children: readonly Element[]): Element {
    const isIt = (child: Element | string) => typeof child !== "string" && child.name === name;
    return { ...nic, children: [...nic.children.filter((child) => !isIt(child)), ...children] };
}

/** On a bridge of the host's libvirt shows an interface of a network as one of type bridge. */
const typeOfPlug = (device: Element) =>
    device.name === "interface" && attributesAt(device, "source")["network"] !== undefined
        ? { type: "network" }
        : {};

const isChainEnd = (child: Element | string) =>
    typeof child !== "string" && child.name === "backingStore";
