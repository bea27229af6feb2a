import { anchorOf, cell, code, described } from "../markdown/field";
import { markdownTable } from "../markdown/table.cjs";
import type { JsonSchema } from "./jsonSchema";

/** A field, with the names that lead to it: `*` for the key of a record, `[]` for an entry of a list. */
interface Field {
    readonly keys: readonly string[];
    readonly type: string;
    readonly isRequired: boolean;
    readonly default: string | undefined;
    readonly text: string;
    /** Names that lead to the list of its fields, where that is a list of its own. */
    readonly list: readonly string[] | undefined;
}

/** Fields that stand in one table. */
export interface FieldList {
    readonly keys: readonly string[];
    readonly text: string;
    readonly fields: readonly Field[];
}

/** Objects with so few fields stand in the table of the object that they are in. */
const MOST_INLINE = 3;

/** The fields of an object; those of an object inside it follow in lists of their own. */
export function fieldLists(schema: JsonSchema): FieldList[] {
    const { $defs = {} } = schema;
    return listsOf(schema, [], $defs);
}

type Definitions = Readonly<Record<string, JsonSchema>>;

function listsOf(schema: JsonSchema, keys: readonly string[], definitions: Definitions) {
    const fields = fieldsOf(schema, keys, definitions);
    const inner = fields.flatMap(({ field: { list }, object }): FieldList[] =>
        list === undefined || object === undefined ? [] : listsOf(object, list, definitions),
    );
    const { text } = described(schema.description ?? "");
    const list = { keys, text, fields: fields.map(({ field }) => field) };
    return [list, ...inner];
}

interface Found {
    readonly field: Field;
    readonly object: JsonSchema | undefined;
}

function fieldsOf(
    { properties = {}, required = [] }: JsonSchema,
    keys: readonly string[],
    definitions: Definitions,
): Found[] {
    return Object.entries(properties).flatMap(([name, field]): Found[] => {
        const path = [...keys, name];
        const { object, suffix } = objectIn(field, definitions);
        const inside = [...path, ...suffix];
        const isInline = object !== undefined && countOf(object) <= MOST_INLINE;
        const { text, default: value } = described(field.description ?? "");
        const found: Field = {
            keys: path,
            type: typeOf(field),
            isRequired: required.includes(name),
            default: value ?? writtenDefault(field),
            text,
            list: object === undefined || isInline ? undefined : inside,
        };
        return [
            { field: found, object },
            ...(isInline ? fieldsOf(object, inside, definitions) : []),
        ];
    });
}

const writtenDefault = ({ default: value }: JsonSchema) =>
    value === undefined ? undefined : code(JSON.stringify(value));

const countOf = ({ properties = {} }: JsonSchema) => Object.keys(properties).length;

/** The object that a field holds, by itself or as the entries of a record or a list. */
function objectIn(
    schema: JsonSchema,
    definitions: Definitions,
): { object: JsonSchema | undefined; suffix: string[] } {
    const { $ref, properties, items, additionalProperties: entry } = schema;
    if (properties !== undefined) return { object: schema, suffix: [] };
    if ($ref !== undefined) return { object: definitions[nameIn($ref)], suffix: [] };
    const [inner, key] = items === undefined ? [entry, "*"] : [items, "[]"];
    if (typeof inner !== "object") return { object: undefined, suffix: [] };
    const { object, suffix } = objectIn(inner, definitions);
    return { object, suffix: [key, ...suffix] };
}

const nameIn = (reference: string) => reference.slice(reference.lastIndexOf("/") + 1);

function typeOf({ type, $ref, items, additionalProperties: entry }: JsonSchema): string {
    if ($ref !== undefined) return nameIn($ref);
    if (items !== undefined) return `${typeOf(items)}[]`;
    if (typeof entry === "object") return `Record<string, ${typeOf(entry)}>`;
    return type ?? "string";
}

/** Names as a user writes them: `disks.*.bus`, `backingChain[].file`. */
const pathOf = (keys: readonly string[]): string => keys.join(".").replaceAll(".[]", "[]");

/** What a column of a table says of a field. */
export type Column = readonly [title: string, (field: Field) => string];

/** A table of a list's fields, whose names begin where the list's own end. */
export function fieldTable(list: FieldList, columns: readonly Column[], of: string): string {
    const required = list.fields.filter(({ isRequired }) => isRequired);
    const isInline = list.fields.some(({ keys }) => keys.length > list.keys.length + 1);
    const fields = isInline
        ? list.fields
        : [...required, ...list.fields.filter(({ isRequired }) => !isRequired)];
    const rows = fields.map((field) => [
        code(pathOf(field.keys.slice(list.keys.length))),
        linked(field, of),
        ...columns.map(([, show]) => show(field)),
        cell(field.text),
    ]);
    const titles = columns.map(([title]) => title);
    return markdownTable([["field", "type", ...titles, "description"], ...rows]);
}

export const defaultColumn: Column = [
    "default",
    ({ isRequired, default: value }) => (isRequired ? "required" : cell(value ?? "none")),
];

/** The heading of a list that is not the first one. */
export const headingOf = (keys: readonly string[], of: string): string =>
    `${code(pathOf(keys))} of ${of}`;

const linked = ({ type, list }: Field, of: string): string =>
    list === undefined ? code(type) : `[${code(type)}](#${anchorOf(headingOf(list, of))})`;
