import type { Element } from "../xml/element";
import { first } from "../xml/query";

/**
 * The address that a viewer takes, such as vnc://127.0.0.1:5900 or vnc+unix:///run/lab/xp1.sock, from
 * a domain's live XML.
 */
export function screenAddress(definition: Element): string | undefined {
    const graphics = first(definition, "devices", "graphics");
    if (graphics === undefined) {
        return undefined;
    }
    const { type, port } = graphics.attributes;
    const { address, socket } = first(graphics, "listen")?.attributes ?? {};
    if (socket !== undefined) {
        return `${type}+unix://${socket}`;
    }
    // A port of -1 is one that QEMU is still to choose.
    if (address === undefined || port === undefined || port === "-1") {
        return undefined;
    }
    return `${type}://${address.includes(":") ? `[${address}]` : address}:${port}`;
}
