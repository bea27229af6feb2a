import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configurationPage } from "../../../tools/generate/configuration/configurationPage";
import { documentedKeys } from "../../../tools/generate/configuration/documentedKeys";
import { machineTextFaults } from "../schema/textFaults";

const PAGE = join(__dirname, "../../../docs/reference/configuration.md");
const keys = documentedKeys();

type Properties = (typeof keys)[keyof typeof keys];

test("docs/reference/configuration.md is what the schemas say", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(configurationPage(keys));
});

test.each(Object.entries<Properties>({ ...keys }))(
    "each text of a key of %s is whole",
    (_namespace, properties) => {
        expect(machineTextFaults({ properties })).toEqual([]);
    },
);
