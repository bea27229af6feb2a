import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { resources } from "../../../src/schema";
import { changesPage } from "../../../tools/generate/schema/changesTable";
import { resourceSchema } from "../../../src/schema/core/resource";

const written = readFileSync(
    join(__dirname, "..", "..", "..", "docs", "reference", "changes.md"),
    "utf8",
);

test("docs/reference/changes.md is what the schemas say", () => {
    expect(written).toBe(changesPage(written, resources));
});

const small = resourceSchema({
    token: "libvirt:index:Small",
    description: "A resource with a row of each form.",
    inputs: z.strictObject({ name: z.string(), password: z.string() }),
    outputs: z.object({}),
    rules: [],
    effects: { name: "replace", password: { add: "restart", update: "live", delete: "none" } },
});

const MARKER = "<!-- From here on written by `npm run schema`. -->\n";

test("old tables go, what stands before them stays", () => {
    expect(changesPage(`# Title\n\n${MARKER}\nold\n`, [small])).toBe(`# Title

${MARKER}
## Small

| field      | cost                                           |
| ---------- | ---------------------------------------------- |
| \`name\`     | replace                                        |
| \`password\` | restart to add, live to change, none to remove |
`);
});

test("a page without the line after which tables are written is a bug", () => {
    expect(() => changesPage("# Title\n", [small])).toThrow(
        new Error("the page has no <!-- From here on written by `npm run schema`. -->"),
    );
});
