import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationPage } from "./configurationPage";
import { documentedKeys } from "./documentedKeys";
import { projectFile } from "./projectFile";
import { stackFileSchema } from "./stackFileSchema";

/** Writes Pulumi.yaml's section, config.schema.json and docs/reference/configuration.md; run by `npm run schema`. */
const root = join(__dirname, "..", "..");
const project = join(root, "Pulumi.yaml");
writeFileSync(project, projectFile(readFileSync(project, "utf8")));
writeFileSync(
    join(root, "config.schema.json"),
    `${JSON.stringify(stackFileSchema("xp-lab"), null, 4)}\n`,
);
writeFileSync(
    join(root, "docs", "reference", "configuration.md"),
    configurationPage(documentedKeys()),
);
