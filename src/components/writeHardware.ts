import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hardwarePage } from "./hardwarePage";

/** Brings the tables of docs/hardware.md up to date; run by `npm run schema`. */
const page = join(__dirname, "..", "..", "docs", "hardware.md");
writeFileSync(page, hardwarePage(readFileSync(page, "utf8")));
