import { Secret } from "../../../src/schema/secret";
import { secretXml } from "../../../src/xml/storage/secret";
import { checked, testGoldens } from "../goldens";

testGoldens("secret", async (input) =>
    secretXml(Secret.inputs.parse((await checked("Secret", input)).plain)),
);
