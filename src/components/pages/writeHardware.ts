import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hardeningPage } from "./hardeningPage";
import { hardwarePage } from "./hardwarePage";

/** Brings the tables of docs/reference/hardware.md and docs/reference/devices.md up to date; run by `npm run schema`. */
const pages = { "hardware.md": hardwarePage, "devices.md": hardeningPage };
for (const [name, written] of Object.entries(pages)) {
    const page = join(__dirname, "..", "..", "..", "docs", "reference", name);
    writeFileSync(page, written(readFileSync(page, "utf8")));
}
