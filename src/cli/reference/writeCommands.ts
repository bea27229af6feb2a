import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandsPage } from "./commandsPage";

/** Writes docs/reference/commands.md; run by `npm run schema`. */
const page = join(__dirname, "..", "..", "..", "docs", "reference", "commands.md");
writeFileSync(page, commandsPage());
