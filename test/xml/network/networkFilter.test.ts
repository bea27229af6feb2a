import { NetworkFilter } from "../../../src/schema/network/networkFilter";
import { networkFilterXml } from "../../../src/xml/network/networkFilter";
import { checked, testGoldens } from "../goldens";

testGoldens("network-filter", async (input) =>
    networkFilterXml(NetworkFilter.inputs.parse((await checked("NetworkFilter", input)).plain)),
);
