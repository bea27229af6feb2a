import { element, type Element } from "../tree/element";
import { attributesAt } from "../tree/query";

/**
 * A device of a running guest's definition in the form that libvirt accepts for an update: its notes on the present
 * connection would contradict the new one.
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

/** Unplugs an interface's cable. */
export const withoutCable = (nic: Element): Element =>
    withChild(nic, "link", element("link", { state: "down" }));

/** Plugs an interface's cable in. */
export const withCable = (nic: Element): Element => withChild(nic, "link");

/** Gives an interface this filter as its only one, or no filter. */
export const withFilter = (nic: Element, filter: string | undefined): Element =>
    filter === undefined
        ? withChild(nic, "filterref")
        : withChild(nic, "filterref", element("filterref", { filter }));

export const hasCableOut = (nic: Element): boolean => attributesAt(nic, "link")["state"] === "down";

function withChild(nic: Element, name: string, ...children: readonly Element[]): Element {
    const isIt = (child: Element | string) => typeof child !== "string" && child.name === name;
    return { ...nic, children: [...nic.children.filter((child) => !isIt(child)), ...children] };
}

/** libvirt shows an interface of a network on a host bridge as one of type bridge. */
const typeOfPlug = (device: Element) =>
    device.name === "interface" && attributesAt(device, "source")["network"] !== undefined
        ? { type: "network" }
        : {};

const isChainEnd = (child: Element | string) =>
    typeof child !== "string" && child.name === "backingStore";
