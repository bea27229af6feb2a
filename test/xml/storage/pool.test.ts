import { Pool } from "../../../src/schema/pool";
import { poolXml } from "../../../src/xml/storage/pool";
import { checked, testGoldens } from "../goldens";

testGoldens("pool", async (input) =>
    poolXml(Pool.inputs.parse((await checked("Pool", input)).plain)),
);
