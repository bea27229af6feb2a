import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageSpec } from "./packageSpec";

/** Writes schema.json; run by `npm run schema`. */
const root = join(__dirname, "..", "..", "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
};
writeFileSync(join(root, "schema.json"), `${JSON.stringify(packageSpec(version), null, 4)}\n`);
