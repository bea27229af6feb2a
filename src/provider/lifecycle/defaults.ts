import { z } from "zod";
import { isRecord, isUnknown, type Properties } from "./wire";

/**
 * Lists, in each object of the inputs, the fields that the program left out. Their creation defaults are kept in later
 * releases, even when the schema's default has changed. A field that the program set and then removed gets the current
 * default. Pulumi hides properties that begin with two underscores.
 */
const DEFAULTED = "__defaults";

/** Holds creation defaults, and whole entries of records, for which a refresh found other values or none on the host. */
export const DRIFTED = "__drifted";

/** Fills in what the program left out: its creation default, or the schema's default. Keeps unknowns. */
export function withDefaults(schema: z.ZodType, news: unknown, olds: unknown): unknown {
    const type = unwrap(schema);
    if (type instanceof z.ZodObject && isRecord(news)) {
        return objectWithDefaults(type, news, isRecord(olds) ? olds : {});
    }
    if (type instanceof z.ZodRecord && isRecord(news)) {
        const old = { ...(isRecord(olds) ? olds : {}), ...driftedFields(olds) };
        // zod types the parts of a record by its core; every schema here is a classic one.
        const element = type.valueType as z.ZodType;
        return mapValues(news, (value, key) => withDefaults(element, value, old[key]));
    }
    if (type instanceof z.ZodArray && Array.isArray(news)) {
        const old: unknown[] = Array.isArray(olds) ? olds : [];
        const element = type.element as z.ZodType;
        return news.map((value, index) => withDefaults(element, value, old[index]));
    }
    return news;
}

function objectWithDefaults(type: z.ZodObject, news: Properties, olds: Properties): Properties {
    const kept = defaultedFields(olds);
    const values = { ...olds, ...driftedFields(olds) };
    const filled: Record<string, unknown> = { ...news };
    // A filled-in value has notes of its own.
    const defaulted = [...defaultedFields(news)];
    const fields: Record<string, z.ZodType> = type.shape;
    for (const [key, field] of Object.entries(fields)) {
        if (news[key] !== undefined) {
            filled[key] = withDefaults(field, news[key], values[key]);
            continue;
        }
        const value = kept.has(key) ? values[key] : schemaDefault(field);
        if (value === undefined || isUnknown(value)) continue;
        filled[key] = withDefaults(field, value, values[key]);
        defaulted.push(key);
    }
    return defaulted.length > 0 ? { ...filled, [DEFAULTED]: defaulted } : filled;
}

/** Adds fields that the provider chose for an object; the program's fields win. */
export function addDefaults(inputs: Properties, chosen: Properties): Properties {
    const added = Object.keys(chosen).filter((key) => inputs[key] === undefined);
    if (added.length === 0) return inputs;
    return {
        ...chosen,
        ...inputs,
        [DEFAULTED]: [...defaultedFields(inputs), ...added],
    };
}

export function defaultedFields(inputs: Properties): Set<string> {
    const names = inputs[DEFAULTED];
    return new Set(Array.isArray(names) ? names.map(String) : []);
}

function driftedFields(inputs: unknown): Properties {
    const drifted = isRecord(inputs) ? inputs[DRIFTED] : undefined;
    return isRecord(drifted) ? drifted : {};
}

/**
 * Marks inputs that an import found. There is one mark, at the top: the code that Pulumi generates for an import leaves out
 * entries of records with a property that the schema does not know (pkg/importer/hcl2.go).
 */
const IMPORTED = "__imported";

export const imported = (inputs: Properties): Properties => ({ ...inputs, [IMPORTED]: true });

/** Adds notes to imported inputs, as if every optional field were a creation default. */
export function withDefaultNotes(schema: z.ZodType, olds: Properties): Properties {
    if (olds[IMPORTED] !== true) return olds;
    const { [IMPORTED]: _mark, ...found } = olds;
    return asDefaulted(schema, found) as Properties;
}

function asDefaulted(schema: z.ZodType, value: unknown): unknown {
    const type = unwrap(schema);
    if (type instanceof z.ZodObject && isRecord(value)) {
        const fields: Record<string, z.ZodType> = type.shape;
        const notes = Object.keys(value).filter((key) => isOptional(fields[key]));
        const inner = mapValues(value, (field, key) => {
            const known = fields[key];
            return known === undefined ? field : asDefaulted(known, field);
        });
        return notes.length > 0 ? { ...inner, [DEFAULTED]: notes } : inner;
    }
    if (type instanceof z.ZodRecord && isRecord(value)) {
        return mapValues(value, (entry) => asDefaulted(type.valueType as z.ZodType, entry));
    }
    if (type instanceof z.ZodArray && Array.isArray(value)) {
        return value.map((item) => asDefaulted(type.element as z.ZodType, item));
    }
    return value;
}

const isOptional = (field: unknown): field is z.ZodOptional | z.ZodDefault | z.ZodPrefault =>
    field instanceof z.ZodOptional ||
    field instanceof z.ZodDefault ||
    field instanceof z.ZodPrefault;

/** The inputs without the provider's own notes. */
export function withoutNotes(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutNotes);
    if (!isRecord(value)) return value;
    const kept = Object.entries(value).filter(([key]) => !key.startsWith("__"));
    return Object.fromEntries(kept.map(([key, field]) => [key, withoutNotes(field)]));
}

/** A resource's inputs without the provider's own notes. */
export const plain = (inputs: Properties): Properties => {
    const value = withoutNotes(inputs);
    return isRecord(value) ? value : {};
};

function schemaDefault(field: unknown): unknown {
    return field instanceof z.ZodDefault || field instanceof z.ZodPrefault
        ? field.def.defaultValue
        : undefined;
}

function unwrap(schema: z.ZodType): z.ZodType {
    return isOptional(schema) ? unwrap(schema.unwrap() as z.ZodType) : schema;
}

function mapValues(record: Properties, map: (value: unknown, key: string) => unknown): Properties {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/** Removes a filled-in field and its note, so that it can be chosen again. */
export function withoutDefault(inputs: Properties, field: string): Properties {
    const { [field]: _old, [DEFAULTED]: _notes, ...rest } = inputs;
    const notes = [...defaultedFields(inputs)].filter((name) => name !== field);
    return notes.length > 0 ? { ...rest, [DEFAULTED]: notes } : rest;
}
