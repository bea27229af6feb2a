import { anchorOf, cell, code } from "../markdown/field";
import { markdownTable } from "../markdown/table.cjs";
import type { Declaration, Declarations, Member } from "./declarations";
import { interfaceIn } from "./withTexts";

const HEAD = `# Components

<!-- Written by \`npm run schema\`. -->

Import these from \`xplab\`, such as \`import { Lab } from "xplab"\`. Each component takes a name, the arguments below, and
Pulumi's resource options.

- A field is optional unless its default is \`required\`.
- \`Input<T>\` also takes an output of another resource. Every other field must be known when the program runs.
- The same fields, without \`Input\`, are keys of a [stack's configuration](configuration.md).
`;

const COMPONENTS = ["Lab", "LabNetwork", "Machine", "GoldenImage", "UnattendedInstall"] as const;

/** docs/reference/components.md: the arguments and outputs of each component, and the types that they are made of. */
export function componentsPage(declarations: Declarations): string {
    const components = COMPONENTS.map((name) => componentSection(name, declarations));
    const types = typesIn(COMPONENTS.flatMap(partsOf), declarations).map((name) =>
        typeSection(name, declarations),
    );
    const links = COMPONENTS.map((name) => `[${name}](#${name.toLowerCase()})`).join(", ");
    return [HEAD, `${links}, and [types](#types).\n`, ...components, "## Types\n", ...types].join(
        "\n",
    );
}

const partsOf = (component: string) => [component, `${component}Args`];

function componentSection(name: string, declarations: Declarations): string {
    const component = declared(name, declarations);
    const args = declared(`${name}Args`, declarations);
    return [
        `## ${name}`,
        cell(component.text),
        table(args, declarations).trimEnd(),
        `### Outputs of ${name}`,
        outputTable(component, declarations),
    ].join("\n\n");
}

function typeSection(name: string, declarations: Declarations): string {
    const type = declared(name, declarations);
    const isGiven = name.endsWith("Args");
    const fields = isGiven ? table(type, declarations) : outputTable(type, declarations);
    return [`### ${name}`, cell(type.text), fields].join("\n\n");
}

function declared(name: string, declarations: Declarations): Declaration {
    const found = declarations.get(name);
    if (found === undefined) throw new Error(`no source declares ${name}`);
    return found;
}

function table({ members }: Declaration, declarations: Declarations): string {
    const required = members.filter(({ isOptional }) => !isOptional);
    const optional = members.filter(({ isOptional }) => isOptional);
    const rows = [...required, ...optional].map((member) => [
        code(member.name),
        linked(member, declarations),
        member.isOptional ? cell(member.default ?? "none") : "required",
        cell(member.text),
    ]);
    return markdownTable([["field", "type", "default", "description"], ...rows]);
}

function outputTable({ members }: Declaration, declarations: Declarations): string {
    const rows = members.map((member) => [
        code(member.name),
        linked(member, declarations),
        cell(member.text),
    ]);
    return markdownTable([["field", "type", "description"], ...rows]);
}

/** A type leads to its section. */
function linked({ type }: Member, declarations: Declarations): string {
    const shown = code(cell(type.replace(/^typeof \w+$/, "string")));
    const target = interfaceIn(type, declarations);
    if (target === undefined) return shown;
    // The arguments of a component stand in its own section.
    const component = COMPONENTS.find((name) => partsOf(name).includes(target));
    return `[${shown}](#${anchorOf(component ?? target)})`;
}

/** Interfaces that others are made of, in the order in which a reader meets them. */
function typesIn(names: readonly string[], declarations: Declarations): string[] {
    const found = new Set(names);
    // A set's iteration also visits what is added on the way.
    for (const name of found) {
        for (const { type } of declarations.get(name)?.members ?? []) {
            const inner = interfaceIn(type, declarations);
            if (inner !== undefined) found.add(inner);
        }
    }
    return [...found].filter((name) => !names.includes(name));
}
