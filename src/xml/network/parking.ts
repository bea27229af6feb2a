import { element, type Element } from "../tree/element";
import { first } from "../tree/query";

/** The network on which the guests of another one wait while that is restarted. */
export const parkingName = (uuid: string): string => `parking-${uuid}`;

/** Without an address of the host. Those on it have shared a bridge before, and keep their filters. */
export const parkingXml = (uuid: string): Element =>
    element(
        "network",
        {},
        element("name", {}, parkingName(uuid)),
        element("bridge", { stp: "on", delay: 0 }),
        element("dns", { enable: "no" }),
    );

/** Whether no frame of such a network comes to the host or beyond. */
export const leadsNowhere = (network: Element): boolean =>
    ["ip", "forward"].every((name) => first(network, name) === undefined);
