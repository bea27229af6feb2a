import { element, type Element } from "../tree/element";
import { first } from "../tree/query";

/** The network that keeps another network's guests while that one restarts. */
export const parkingName = (uuid: string): string => `parking-${uuid}`;

/** The host has no address on it. Its guests have shared a bridge before, and keep their filters. */
export const parkingXml = (uuid: string): Element =>
    element(
        "network",
        {},
        element("name", {}, parkingName(uuid)),
        element("bridge", { stp: "on", delay: 0 }),
        element("dns", { enable: "no" }),
    );

/** Whether no frame of a network reaches the host or beyond. */
export const leadsNowhere = (network: Element): boolean =>
    ["ip", "forward"].every((name) => first(network, name) === undefined);
