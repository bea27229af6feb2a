import { cell } from "../markdown/field";
import { defaultColumn, fieldLists, fieldTable, headingOf } from "../schema/fieldLists";
import type { DocumentedKeys } from "./documentedKeys";

const HEAD = `# Stack configuration

<!-- Written by \`npm run schema\`. -->

The ready-made lab (\`xplab new --config-only\`, or this repository's own \`Pulumi.yaml\`) is described by stack configuration
alone. Set a key with \`pulumi config set KEY VALUE\`, a field inside one with \`pulumi config set --path KEY.FIELD VALUE\`, or
edit \`Pulumi.<stack>.yaml\`; \`config.schema.json\` gives editors completion and checks.

- \`machines.*.vcpus\` is the field \`vcpus\` of each machine, \`open[].port\` the field \`port\` of each entry of the list \`open\`.
- The fields mean the same as the arguments of the [components](components.md).
- Set secrets with \`pulumi config set --secret\`. The only one is the top-level key \`screenPassword\`.
`;

const TITLES: Readonly<Record<keyof DocumentedKeys, readonly [title: string, text: string]>> = {
    lab: ["The lab", "Keys in the project's own namespace, such as `xp-lab:machines`."],
    libvirt: ["The libvirt host", "Keys in the namespace `libvirt`, such as `libvirt:uri`."],
    xplab: [
        "The stack's policy",
        "Keys in the namespace `xplab`, such as `xplab:maxReach`. They limit every lab of the stack, including those that a program creates.",
    ],
};

/** docs/reference/configuration.md: every key of a stack's configuration. */
export function configurationPage(keys: DocumentedKeys): string {
    const names = Object.keys(TITLES) as (keyof DocumentedKeys)[]; // a record's own keys
    return [HEAD, ...names.map((name) => sectionOf(TITLES[name], keys[name]))].join("\n");
}

function sectionOf(
    [title, text]: readonly [string, string],
    properties: DocumentedKeys[keyof DocumentedKeys],
): string {
    const [own, ...inner] = fieldLists({ properties });
    if (own === undefined) return "";
    const sections = inner.map((list) =>
        [
            `### ${headingOf(list.keys, "the configuration")}`,
            cell(list.text),
            fieldTable(list, [defaultColumn], "the configuration"),
        ].join("\n\n"),
    );
    const table = fieldTable(own, [defaultColumn], "the configuration");
    return [`## ${title}`, text, [table, ...sections].join("\n")].join("\n\n");
}
