import { objectNotFound } from "../../errors";
import type { Libvirt, Network } from "../../libvirt";
import { GetNetwork } from "../../schema/functions";
import { parse } from "../../xml/tree/parse";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { FunctionHandler } from "./function";
import { networkOutputs } from "../network/networkState";

export const getNetwork: FunctionHandler<typeof GetNetwork> = {
    schema: GetNetwork,
    async call({ name }, libvirt) {
        const network = await requireNetwork(libvirt, name);
        const [xml, active, autostart] = await Promise.all([
            libvirt.call("networkGetXMLDesc", { network }),
            libvirt.call("networkIsActive", { network }),
            libvirt.call("networkGetAutostart", { network }),
        ]);
        return {
            name,
            uuid: network.uuid,
            ...networkOutputs(parse(xml)),
            active,
            autostart,
        };
    },
};

async function requireNetwork(libvirt: Libvirt, name: string): Promise<Network> {
    const network = await ignoreNotFound(libvirt.call("networkLookupByName", { name }));
    if (network !== undefined) return network;
    const networks = await libvirt.call("connectListAllNetworks", {});
    const names = networks.map((one) => one.name);
    throw objectNotFound({ kind: "Network", name, choice: "Set name to", names });
}
