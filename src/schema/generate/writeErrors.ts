import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withFindings } from "../../errors/findingsTable";
import { errorsPage } from "../../errors/core/page";
import { areas } from "../../errors/table";

/** Writes docs/reference/errors.md, and the table in docs/reference/audit.md; run by `npm run schema`. */
const docs = join(__dirname, "..", "..", "..", "docs", "reference");
writeFileSync(join(docs, "errors.md"), errorsPage(areas));
const audit = join(docs, "audit.md");
writeFileSync(audit, withFindings(readFileSync(audit, "utf8")));
