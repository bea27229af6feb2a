import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { resourcesPage } from "./resourcesPage";
import { readRuleErrors } from "./ruleErrors";

/** Writes docs/reference/resources.md; run by `npm run schema`. */
const page = join(__dirname, "..", "..", "..", "docs", "reference", "resources.md");
writeFileSync(page, resourcesPage(readRuleErrors()));
