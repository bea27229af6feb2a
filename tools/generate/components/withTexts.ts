import type { JsonSchema } from "../schema/jsonSchema";
import type { Declarations, Member } from "./declarations";

/** What is said of a member where there is one text for all of it. */
const wholeText = (member: Member): string =>
    member.default === undefined ? member.text : `${member.text} Default: ${member.default}.`;

/** A JSON schema of what an interface declares, with the interface's texts as descriptions. */
export function withTexts(
    schema: JsonSchema,
    interfaceName: string,
    declarations: Declarations,
): JsonSchema {
    const declared = declarations.get(interfaceName);
    if (declared === undefined) throw new Error(`no source declares ${interfaceName}`);
    const described = ([name, field]: [string, JsonSchema]): [string, JsonSchema] => {
        const member = declared.members.find((one) => one.name === name);
        if (member === undefined) throw new Error(`${interfaceName} does not declare ${name}`);
        const inner = interfaceIn(member.type, declarations);
        const filled = inner === undefined ? field : withTextsInside(field, inner, declarations);
        return [name, { ...filled, description: wholeText(member) }];
    };
    const properties = Object.entries(schema.properties ?? {}).map(described);
    return {
        ...schema,
        description: declared.text,
        properties: Object.fromEntries(properties),
    };
}

/** The one interface that a type such as `Input<LimitsArgs>` or `Record<string, LabNetworkArgs>` has in it. */
export const interfaceIn = (type: string, declarations: Declarations): string | undefined =>
    type.match(/\w+/g)?.find((name) => declarations.has(name));

/** The interface is that of the entries where the schema is one of a record or a list. */
function withTextsInside(schema: JsonSchema, name: string, declarations: Declarations): JsonSchema {
    const { additionalProperties: entry, items } = schema;
    if (items !== undefined) return { ...schema, items: withTexts(items, name, declarations) };
    return typeof entry === "object"
        ? { ...schema, additionalProperties: withTexts(entry, name, declarations) }
        : withTexts(schema, name, declarations);
}
