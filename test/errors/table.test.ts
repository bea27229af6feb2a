import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withFindings } from "../../tools/generate/errors/findingsTable";
import { errorsPage } from "../../tools/generate/errors/page";
import { areas } from "../../src/errors/table";

const ROOT = join(__dirname, "..", "..");
const rows = areas.flatMap((area) => area.rows);
const codes = rows.map(({ code }) => code);

const filesIn = (folder: string, ending: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(ending))
        .map((name) => join(ROOT, folder, name))
        .filter((file) => file !== __filename);

const textOf = (files: readonly string[]) =>
    files.map((file) => readFileSync(file, "utf8")).join("\n");

const tests = textOf(filesIn("test", ".ts"));

test("docs/reference/errors.md matches the definitions", () => {
    const page = readFileSync(join(ROOT, "docs", "reference", "errors.md"), "utf8");
    expect(page).toBe(errorsPage(areas));
});

test("docs/reference/audit.md has a row for every finding of an audit", () => {
    const page = readFileSync(join(ROOT, "docs", "reference", "audit.md"), "utf8");
    expect(page).toBe(withFindings(page));
    const found = areas.filter(({ title }) => title.startsWith("Audit findings"));
    const missing = found
        .flatMap(({ rows: own }) => own)
        .filter(({ code }) => !page.includes(`[${code}](errors.md#${code})`));
    expect(missing).toEqual([]);
});

test("no two definitions share a code", () => {
    expect(codes.filter((code, index) => codes.indexOf(code) < index)).toEqual([]);
});

test("the table has every defined code", () => {
    const defined = textOf(filesIn("src/errors", ".ts")).matchAll(/^ {4}code: "([^"]*)"/gm);
    expect([...defined].map(([, code]) => code).sort()).toEqual([...codes].sort());
});

test("findings are made by a definition with a code", () => {
    const layers = ["schema", "components", "provider"].flatMap((layer) =>
        filesIn(`src/${layer}`, ".ts"),
    );
    expect(textOf(layers).match(/(message|reason): ["'`](must|is) .*/g) ?? []).toEqual([]);
});

/** How every remedy begins: with what to do. */
const VERBS =
    "Add|Allow|Ask|Begin|Call|Change|Check|Choose|Configure|Connect|Convert|Copy|Correct|Create|Declare|Delete|" +
    "Did you mean|Disable|Do|Enable|Encode|End|Enlarge|Find|Fix|Give|Install|Keep|Leave|List|Lower|Make|Move|Name|" +
    "Open|Pack|Pass|Plug|Put|Raise|Remove|Rename|Repeat|Report|Restart|Run|Save|Set|Shorten|Shut|Start|Stop|Undo|" +
    "Unpack|Unplug|Upgrade|Use|Wait|Write";

/** Phrases that read like a translation. */
const STILTED =
    /\b(mend|anew|as it stands|goes with|see to it|is told|to be had|whosever|is to be)\b/i;

describe.each(rows)("$code", ({ code, title, example, remedy }) => {
    test("is lower-case words with dashes", () => {
        expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    });

    test("has a headline, a remedy that begins with a verb and an example that ends in the code", () => {
        expect(title).toMatch(/^\S.*[^.]$/);
        expect(remedy).toMatch(new RegExp(`^(${VERBS})\\b.*[.?]$`));
        expect(example.endsWith(` [${code}]`)).toBe(true);
        expect(example).not.toMatch(/undefined|\[object|\.\.|\n/);
    });

    test("is in plain English", () => {
        expect(`${title}. ${example} ${remedy}`).not.toMatch(STILTED);
    });

    test("is provoked by a test that compares its text", () => {
        expect(tests).toContain(`[${code}]`);
    });
});
