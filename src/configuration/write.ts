import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFile } from "./projectFile";
import { stackFileSchema } from "./stackFileSchema";

/** Brings Pulumi.yaml and config.schema.json up to date; run by `npm run schema`. */
const root = join(__dirname, "..", "..");
const project = join(root, "Pulumi.yaml");
writeFileSync(project, projectFile(readFileSync(project, "utf8")));
writeFileSync(
    join(root, "config.schema.json"),
    `${JSON.stringify(stackFileSchema("xp-lab"), null, 4)}\n`,
);
