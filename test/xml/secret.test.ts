import { Secret } from "../../src/schema/secret";
import { secretXml } from "../../src/xml/secret";
import { checked, testGoldens } from "./goldens";

testGoldens("secret", async (input) =>
    secretXml(Secret.inputs.parse((await checked("Secret", input)).plain)),
);
