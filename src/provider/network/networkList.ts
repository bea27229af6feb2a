import type { Libvirt } from "../../libvirt";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";

/** The current definition of every network of a host. */
export async function networkDocuments(libvirt: Libvirt): Promise<Element[]> {
    const networks = await libvirt.call("connectListAllNetworks", {});
    const documents = await Promise.all(
        networks.map((network) => ignoreNotFound(libvirt.call("networkGetXMLDesc", { network }))),
    );
    return documents.flatMap((xml) => (xml === undefined ? [] : [parse(xml)]));
}
