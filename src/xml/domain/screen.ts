import { mapDevices } from "../tree/children";
import type { Element } from "../tree/element";
import { first } from "../tree/query";

/** TCP port of a domain's screen; undefined without one, and until libvirt chooses it (-1). */
export function screenPort(domain: Element): number | undefined {
    const port = Number(first(domain, "devices", "graphics")?.attributes["port"]);
    return port > 0 ? port : undefined;
}

/** Leaves the port of the screen to libvirt; undefined if the definition does so already. */
export function withoutScreenPort(domain: Element): Element | undefined {
    if (screenPort(domain) === undefined) return undefined;
    return mapDevices(domain, (device) => [withOpenPort(device)]);
}

function withOpenPort(device: Element): Element {
    if (device.name !== "graphics") return device;
    const { port: _port, ...kept } = device.attributes;
    return { ...device, attributes: { ...kept, autoport: "yes" } };
}

/**
 * Whether libvirt chose the path of a screen's socket, `domain-N-name/vnc.sock` in the running guest's folder; N changes
 * at each start. A definition never has such a path, as libvirt drops paths below its own folder.
 */
export const isPlacedSocket = (path: string): boolean =>
    /\/domain-\d+-[^/]+\/(vnc|spice)\.sock$/.test(path);

/** The address for a viewer, such as vnc://127.0.0.1:5900 or vnc+unix:///run/lab/xp1.sock, from live XML. */
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
