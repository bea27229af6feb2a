import type { Libvirt, Network } from "../../libvirt";
import { NetworkXml } from "../../libvirt/flags";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";

export const storedXml = async (libvirt: Libvirt, network: Network): Promise<Element> =>
    parse(await libvirt.call("networkGetXMLDesc", { network, flags: NetworkXml.INACTIVE }));

/** The same as stored while it is down. */
export const liveXml = async (libvirt: Libvirt, network: Network): Promise<Element> =>
    parse(await libvirt.call("networkGetXMLDesc", { network }));
