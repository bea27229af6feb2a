import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { resources } from "../../../src/schema";
import { functions } from "../../../src/schema/functions";
import { jsonOf } from "../../../tools/generate/schema/jsonSchema";
import { resourcesPage } from "../../../tools/generate/schema/resourcesPage";
import { readRuleErrors } from "../../../tools/generate/schema/ruleErrors";
import { ProviderConfig } from "../../../src/schema/provider";
import { textFaults } from "./textFaults";

const PAGE = join(__dirname, "../../../docs/reference/resources.md");
const ruleErrors = readRuleErrors();
const page = resourcesPage(ruleErrors);

test("docs/reference/resources.md is what the schemas say", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(page);
});

test.each<readonly [string, z.ZodType]>([
    ["Provider", ProviderConfig],
    ...resources.map(({ token, inputs }) => [token, inputs] as const),
    ...functions.map(({ token, args }) => [token, args] as const),
])("the text of each input of %s names its default, its bounds and its values", (_name, schema) => {
    expect(textFaults(jsonOf(schema))).toEqual([]);
});

test.each([
    ...resources.map(({ token, outputs }) => [token, outputs] as const),
    ...functions.map(({ token, result }) => [token, result] as const),
])("each output of %s has a text", (_name, schema) => {
    expect(textFaults(jsonOf(schema), false)).toEqual([]);
});

test("a text that lacks something is found", () => {
    const schema = z.strictObject({
        mode: z.enum(["on", "off"]).default("on").describe("on. Default: on."),
        size: z.int().min(4).max(64).optional().describe("Size, 4 to 640."),
        name: z.string(),
    });
    expect(textFaults(jsonOf(schema))).toEqual([
        "mode: does not say off",
        "size: names no default",
        "size: does not say 64",
        "name: has no sentence",
    ]);
});

/** Cells of the row of a field, in the first table after a heading. */
const rowOf = (heading: string, field: string) =>
    page
        .split(`\n${heading}\n`)[1]
        ?.split("\n")
        .find((line) => line.startsWith(`| \`${field}\` `))
        ?.split(/(?<!\\)\|/)
        .map((text) => text.trim());

test("a row says type, default, cost of a change and meaning", () => {
    expect(rowOf("## Domain", "memoryMiB")?.slice(1, -1)).toEqual([
        "`memoryMiB`",
        "`integer`",
        "256",
        "restart",
        "Memory in MiB, 16 to 1048576.",
    ]);
});

test.each([
    ["Volume", "Id: the volume's, `pool/name`."],
    ["DomainSaveImage", "Id: the volume's, `pool/name`."],
    ["Secret", "Id: its UUID."],
])("%s says what its id is", (name, id) => {
    expect(page.split(`\n## ${name}\n`)[1]?.split("\n\n")[1]).toBe(id);
});

test("a field without a default is required, and what a change costs can depend on its kind", () => {
    expect(rowOf("## Secret", "value")?.slice(3, 5)).toEqual([
        "required",
        "none to add, live to change, none to remove",
    ]);
});

test("a field inside a list costs what the list does", () => {
    expect(rowOf("### `disks.*` of Domain", "backingChain[].file")?.slice(3, 5)).toEqual([
        "required",
        "restart",
    ]);
});

test("a field that is an object leads to the table of its fields", () => {
    expect(rowOf("## Domain", "disks")?.[2]).toBe(
        "[`Record<string, DomainDisk>`](#disks-of-domain)",
    );
    expect(page).toContain("### `disks.*` of Domain\n\nA hard disk.\n");
});

test("each rule between fields has an error, found through the functions that it calls", () => {
    const rules = resources.flatMap((resource) => resource.rules.map(({ name }) => name));
    expect(rules.filter((name) => ruleErrors(name).length === 0)).toEqual([]);
    expect(ruleErrors("validateMacsUnique").map(({ code }) => code)).toEqual(["mac-used-twice"]);
    expect(ruleErrors("validateExtraXml").map(({ code }) => code)).toContain("extra-xml-malformed");
});

test("a rule without a source is a bug", () => {
    expect(() => ruleErrors("allIsWell")).toThrow(new Error("no source has the rule allIsWell"));
});
