import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hardwarePage } from "../../../tools/generate/components/hardwarePage";

const written = readFileSync(
    join(__dirname, "..", "..", "..", "docs", "reference", "hardware.md"),
    "utf8",
);

test("docs/reference/hardware.md is what src/xp says", () => {
    expect(written).toBe(hardwarePage(written));
});

test("a page without the line after which tables are written is a bug", () => {
    expect(() => hardwarePage("# Title\n")).toThrow(
        new Error("the page has no <!-- From here on written by `npm run schema`. -->"),
    );
});
