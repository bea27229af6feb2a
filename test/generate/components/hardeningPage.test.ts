import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hardeningPage } from "../../../tools/generate/components/hardeningPage";

const written = readFileSync(
    join(__dirname, "..", "..", "..", "docs", "reference", "devices.md"),
    "utf8",
);

test("docs/reference/devices.md has the devices that the audit lets pass", () => {
    expect(written).toBe(hardeningPage(written));
});

test("a page without a place for them is a bug", () => {
    expect(() => hardeningPage("# Title\n")).toThrow(
        new Error("the page has no <!-- Devices: written by `npm run schema`. -->"),
    );
});
