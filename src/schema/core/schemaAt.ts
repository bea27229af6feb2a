import { z } from "zod";
import { fixedKeys, type FixedKey } from "./fixedKeys";

/** The schema of what stands at a path; undefined where none is. */
export const schemaAt = (schema: z.ZodType, path: readonly PropertyKey[]) =>
    path.reduce<z.ZodType | undefined>((one, key) => one && childAt(one, key), schema);

/** Names that an object or a record can have; none where any will do. */
export function keysOf(schema: z.ZodType | undefined): string[] {
    const bare = schema && unwrapped(schema);
    if (bare instanceof z.ZodObject) return childNames(bare.shape);
    return bare instanceof z.ZodRecord && bare.keyType instanceof z.ZodEnum
        ? bare.keyType.options.map(String)
        : [];
}

/** What stands in the place of a name that an object does not have, where that is known. */
export function fixedKeyOf(schema: z.ZodType | undefined, key: string): FixedKey | undefined {
    const known = schema && fixedKeys.get(unwrapped(schema));
    return known && Object.hasOwn(known.keys, key) ? known.keys[key] : undefined;
}

const childNames = (shape: z.ZodRawShape) => Object.keys(shape);

/** Whether a value of a schema is secret, or has anything in it that is. */
export function mayBeSecret(schema: z.ZodType | undefined): boolean {
    if (schema === undefined) return false;
    if (schema.meta()?.["secret"] === true) return true;
    const inner = innerOf(schema);
    return inner === undefined ? childrenOf(schema).some(mayBeSecret) : mayBeSecret(inner);
}

function childAt(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
    const bare = unwrapped(schema);
    return bare instanceof z.ZodObject
        ? (bare.shape as Record<PropertyKey, z.ZodType>)[key]
        : childrenOf(bare)[0];
}

function childrenOf(schema: z.ZodType): z.ZodType[] {
    if (schema instanceof z.ZodObject) return Object.values(schema.shape as z.ZodRawShape).map(own);
    if (schema instanceof z.ZodRecord) return [own(schema.valueType)];
    return schema instanceof z.ZodArray ? [own(schema.element)] : [];
}

function unwrapped(schema: z.ZodType): z.ZodType {
    const inner = innerOf(schema);
    return inner === undefined ? schema : unwrapped(inner);
}

function innerOf(schema: z.ZodType): z.ZodType | undefined {
    return schema instanceof z.ZodOptional ||
        schema instanceof z.ZodNullable ||
        schema instanceof z.ZodDefault ||
        schema instanceof z.ZodPrefault
        ? own(schema.unwrap())
        : undefined;
}

/** zod types what is inside a schema by its core, of which all schemas here are the classic kind. */
const own = (schema: z.core.$ZodType) => schema as z.ZodType;
