import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resources } from "..";
import { changesPage } from "./changesTable";

/** Brings the tables of docs/reference/changes.md up to date; run by `npm run schema`. */
const page = join(__dirname, "..", "..", "..", "docs", "reference", "changes.md");
writeFileSync(page, changesPage(readFileSync(page, "utf8"), resources));
