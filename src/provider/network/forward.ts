import { bridgeOfNetwork, hostUnseen, noHostBridge } from "../../errors";
import type { Libvirt } from "../../libvirt";
import type { Network } from "../../schema/network/network";
import { isPublic } from "../../schema/network/publicIpv4";
import type { Element } from "../../xml/tree/element";
import { subnetIn } from "../../xml/network/networkSubnet";
import { attributesAt, textAt } from "../../xml/tree/query";
import { bridgeOf, hostAddresses, hostMacs } from "./hostNetwork";
import { networkDocuments } from "./networkList";

/** Refuses a bridge that the host does not have or that another network made. libvirt accepts any name. */
export async function requireHostBridge(
    { name: network = "", forward, bridge = "" }: Network,
    libvirt: Libvirt,
): Promise<void> {
    if (forward?.mode !== "bridge") return;
    if ((await hostMacs(bridge)) === undefined) {
        const master = await bridgeOf(bridge);
        throw noHostBridge({ network, name: bridge, ...(master && { master }) });
    }
    const other = await networkWithBridge(bridge, libvirt);
    if (other !== undefined) throw bridgeOfNetwork({ network, bridge, other });
}

async function networkWithBridge(bridge: string, libvirt: Libvirt): Promise<string | undefined> {
    const documents = await networkDocuments(libvirt);
    const owner = documents.find(
        (xml) => hasOwnBridge(xml) && attributesAt(xml, "bridge")["name"] === bridge,
    );
    return owner && textAt(owner, "name");
}

const hasOwnBridge = (network: Element) => attributesAt(network, "forward")["mode"] !== "bridge";

/** Facts about the host that filters need beside the network itself. */
export async function hostFacts(network: Element) {
    const { mode } = attributesAt(network, "forward");
    const { name: bridge = "" } = attributesAt(network, "bridge");
    return {
        publicAddresses: mode === "nat" ? (await hostAddresses()).filter(isPublic) : undefined,
        hostMacs: mode === "bridge" ? ((await hostMacs(bridge)) ?? []) : undefined,
    };
}

/** Refuses NAT if this process is not on the network's host, whose addresses filters could then not protect. */
export async function requireVisibleHost({ name = "", forward }: Network, live: Element) {
    const address = subnetIn(live)?.address;
    if (forward?.mode !== "nat" || address === undefined) return;
    if ((await hostAddresses()).includes(`${address}/32`)) return;
    throw hostUnseen({ network: name, address });
}
