import { cell } from "../markdown/field";
import { functions } from "../../../src/schema/functions";
import { resources } from "../../../src/schema";
import { ProviderConfig } from "../../../src/schema/provider";
import { costOf } from "./changesTable";
import { effectOf, type ChangeKind, type EffectTable } from "../../../src/schema/core/effects";
import type { FunctionSchema } from "../../../src/schema/core/function";
import type { ResourceSchema } from "../../../src/schema/core/resource";
import { defaultColumn, fieldLists, fieldTable, headingOf, type Column } from "./fieldLists";
import { jsonOf, type JsonSchema } from "./jsonSchema";
import type { RuleError } from "./ruleErrors";

const HEAD = `# Resources and functions of the provider

<!-- Written by \`npm run schema\`. -->

The provider \`libvirt\` of xplab manages these objects of a libvirt host. [Components](components.md) such as \`Lab\` create
them for you. To use one yourself, import it: \`import * as libvirt from "xplab/libvirt"\`.

- A field is optional unless its default is \`required\`.
- \`change\` is the effect of changing the field; [Changes](changes.md) explains each effect.
- \`disks.*.bus\` is the field \`bus\` of each entry of the map \`disks\`, \`backingChain[].file\` the field \`file\` of each entry of
  the list \`backingChain\`.
- \`pulumi import\` takes the id of a resource. An \`InstalledVolume\` cannot be imported; import it as a \`Volume\`.
- Inputs are also outputs. Defaults chosen at creation are then kept.
- Names of objects have 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit; those of
  network filters start with a letter. UUIDs, MAC addresses and SHA-256 sums are lower-case.
- Each problem with a value has a code; [errors](errors.md) lists them all.
`;

/** docs/reference/resources.md: every resource and every function, field by field. */
export const resourcesPage = (ruleErrors: RuleErrors): string =>
    [
        HEAD,
        contents(),
        providerSection(),
        ...resources.map((resource) => resourceSection(resource, ruleErrors)),
        ...functions.map(functionSection),
    ].join("\n");

/** What the rule of a name finds wrong. */
type RuleErrors = (rule: string) => readonly RuleError[];

const nameOf = (token: string) => token.slice(token.lastIndexOf(":") + 1);

function contents(): string {
    const links = (all: readonly { readonly token: string }[]) =>
        all
            .map(({ token }) => nameOf(token))
            .map((name) => `[${name}](#${name.toLowerCase()})`)
            .join(", ");
    return `Resources: [Provider](#provider), ${links(resources)}.\n\nFunctions: ${links(functions)}.\n`;
}

const providerSection = () =>
    [
        "## Provider",
        "The connection to a libvirt host. A stack can also set these fields as `libvirt:uri` and `libvirt:owner`.",
        `${tables(jsonOf(ProviderConfig), "Provider", [defaultColumn])}\n`,
    ].join("\n\n");

function resourceSection(resource: ResourceSchema, ruleErrors: RuleErrors): string {
    const { token, description, inputs, outputs, effects } = resource;
    const name = nameOf(token);
    const rules = ruleList(resource, ruleErrors);
    const made = jsonOf(outputs);
    const isEmpty = Object.keys(made.properties ?? {}).length === 0;
    return [
        `## ${name}`,
        cell(description),
        `Id: ${"pool" in inputs.shape ? "the volume's, `pool/name`" : "its UUID"}.`,
        tables(jsonOf(inputs), name, [defaultColumn, changeColumn(effects)]),
        ...(isEmpty ? [] : [`### Outputs of ${name}`, tables(made, name, [])]),
        ...(rules === "" ? [] : [`### Errors of ${name}`, rules]),
    ]
        .join("\n\n")
        .concat("\n");
}

/** What is refused of fields beside each other, in the headlines of the errors. */
function ruleList({ rules }: ResourceSchema, ruleErrors: RuleErrors): string {
    const found = rules.flatMap(({ name }) => ruleErrors(name));
    const lines = new Map(
        found.map(({ code, title }) => [code, `- ${title}: [\`${code}\`](errors.md#${code})\n`]),
    );
    return [...lines.values()].join("").trimEnd();
}

function functionSection({ token, description, args, result }: FunctionSchema): string {
    const name = nameOf(token);
    const given = jsonOf(args);
    const isEmpty = Object.keys(given.properties ?? {}).length === 0;
    return [
        `## ${name}`,
        cell(description),
        isEmpty ? "It takes no arguments." : tables(given, name, [defaultColumn]),
        `### Result of ${name}`,
        `${tables(jsonOf(result), name, [])}\n`,
    ].join("\n\n");
}

function tables(schema: JsonSchema, of: string, columns: readonly Column[]): string {
    const [own, ...inner] = fieldLists(schema).map((list) => {
        const table = fieldTable(list, columns, of);
        if (list.keys.length === 0) return table;
        return [`### ${headingOf(list.keys, of)}`, cell(list.text), table].join("\n\n");
    });
    return [own, ...inner].join("\n").trimEnd();
}

function changeColumn(effects: EffectTable): Column {
    return [
        "change",
        ({ keys }) => {
            // A change inside a list is one of the list.
            const path = keys.includes("[]") ? keys.slice(0, keys.indexOf("[]")) : keys;
            const cost = (kind: ChangeKind) =>
                effectOf(effects, { keys: path, path: path.join("."), kind });
            return costOf({ add: cost("add"), update: cost("update"), delete: cost("delete") });
        },
    ];
}
