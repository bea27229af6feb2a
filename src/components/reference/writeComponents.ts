import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { componentsPage } from "./componentsPage";
import { readDeclarations } from "./declarations";

/** Writes docs/reference/components.md; run by `npm run schema`. */
const page = join(__dirname, "..", "..", "..", "docs", "reference", "components.md");
writeFileSync(page, componentsPage(readDeclarations()));
