import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hardwarePage } from "../../src/components/hardwarePage";

const written = readFileSync(join(__dirname, "..", "..", "docs", "hardware.md"), "utf8");

test("docs/hardware.md is what src/xp says", () => {
    expect(written).toBe(hardwarePage(written));
});
