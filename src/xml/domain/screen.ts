import { mapChildren } from "../tree/children";
import type { Element } from "../tree/element";
import { first } from "../tree/query";

/** TCP port of a domain's screen; undefined without one, and while libvirt is still to choose it (-1). */
export function screenPort(domain: Element): number | undefined {
    const port = Number(first(domain, "devices", "graphics")?.attributes["port"]);
    return port > 0 ? port : undefined;
}

/** A definition that leaves the port of its screen to libvirt; undefined when it does so already. */
export function withoutScreenPort(domain: Element): Element | undefined {
    if (screenPort(domain) === undefined) return undefined;
    return mapChildren(domain, (child) =>
        child.name === "devices"
            ? [mapChildren(child, (device) => [withOpenPort(device)])]
            : [child],
    );
}

function withOpenPort(device: Element): Element {
    if (device.name !== "graphics") return device;
    const { port: _port, ...kept } = device.attributes;
    return { ...device, attributes: { ...kept, autoport: "yes" } };
}

/**
 * Whether libvirt has placed a screen's socket, in the folder of a running guest: `domain-N-name/vnc.sock`, N being another
 * number at each start. A definition never has such a path, as libvirt drops those below its own folder.
 */
export const isPlacedSocket = (path: string): boolean =>
    /\/domain-\d+-[^/]+\/(vnc|spice)\.sock$/.test(path);

/** The address that a viewer takes, such as vnc://127.0.0.1:5900 or vnc+unix:///run/lab/xp1.sock, from live XML. */
export function screenAddress(domain: Element): string | undefined {
    const graphics = first(domain, "devices", "graphics");
    if (graphics === undefined) return undefined;
    const { type = "" } = graphics.attributes;
    const { address, socket } = first(graphics, "listen")?.attributes ?? {};
    if (socket !== undefined) return `${type}+unix://${socket}`;
    const port = screenPort(domain);
    if (address === undefined || port === undefined) return undefined;
    return `${type}://${address.includes(":") ? `[${address}]` : address}:${port}`;
}
