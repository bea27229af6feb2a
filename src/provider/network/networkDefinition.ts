import type { Libvirt, Network } from "../../libvirt";
import { NetworkXml } from "../../libvirt/flags";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";

export const storedXml = async (libvirt: Libvirt, network: Network): Promise<Element> =>
    parse(await libvirt.call("networkGetXMLDesc", { network, flags: NetworkXml.INACTIVE }));

/** Equal to the stored one while the network is inactive. */
export const liveXml = async (libvirt: Libvirt, network: Network): Promise<Element> =>
    parse(await libvirt.call("networkGetXMLDesc", { network }));
