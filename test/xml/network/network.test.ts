import { Network } from "../../../src/schema/network/network";
import { networkXml } from "../../../src/xml/network/network";
import { checked, testGoldens } from "../goldens";
import { urnOf } from "../../provider/checked";

const mark = { token: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", urn: urnOf("Network") };

// The handler chooses an undeclared address; here it is always this one.
testGoldens("network", async (input) => {
    const network = Network.inputs.parse((await checked("Network", input)).plain);
    const ipv4 = network.ipv4 && { ...network.ipv4, address: network.ipv4.address ?? "10.64.3.1" };
    return networkXml({ ...network, ipv4, mark });
});
