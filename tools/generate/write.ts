import { readFileSync, writeFileSync } from "node:fs";
import { areas } from "../../src/errors/table";
import { resources } from "../../src/schema";
import { commandsPage } from "./cli/commandsPage";
import { componentsPage } from "./components/componentsPage";
import { readDeclarations } from "./components/declarations";
import { hardeningPage } from "./components/hardeningPage";
import { hardwarePage } from "./components/hardwarePage";
import { configurationPage } from "./configuration/configurationPage";
import { documentedKeys } from "./configuration/documentedKeys";
import { projectFile } from "./configuration/projectFile";
import { stackFileSchema } from "./configuration/stackFileSchema";
import { withFindings } from "./errors/findingsTable";
import { errorsPage } from "./errors/page";
import { changesPage } from "./schema/changesTable";
import { packageSpec } from "./schema/packageSpec";
import { resourcesPage } from "./schema/resourcesPage";
import { readRuleErrors } from "./schema/ruleErrors";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

const json = (value: object) => `${JSON.stringify(value, null, 4)}\n`;

/** Every generated file, made of its present text; paths are relative to the repository's root. */
const FILES: Readonly<Record<string, (text: string) => string>> = {
    "schema.json": () => json(packageSpec(version)),
    "config.schema.json": () => json(stackFileSchema("xp-lab")),
    "Pulumi.yaml": projectFile,
    "docs/reference/audit.md": withFindings,
    "docs/reference/changes.md": (text) => changesPage(text, resources),
    "docs/reference/commands.md": commandsPage,
    "docs/reference/components.md": () => componentsPage(readDeclarations()),
    "docs/reference/configuration.md": () => configurationPage(documentedKeys()),
    "docs/reference/devices.md": hardeningPage,
    "docs/reference/errors.md": () => errorsPage(areas),
    "docs/reference/hardware.md": hardwarePage,
    "docs/reference/resources.md": () => resourcesPage(readRuleErrors()),
};

for (const [file, textOf] of Object.entries(FILES)) {
    writeFileSync(file, textOf(readFileSync(file, "utf8")));
}
