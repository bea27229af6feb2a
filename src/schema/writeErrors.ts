import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorsPage } from "../errors/page";
import { areas } from "../errors/table";

/** Writes docs/errors.md; run by `npm run schema`. */
writeFileSync(join(__dirname, "..", "..", "docs", "errors.md"), errorsPage(areas));
