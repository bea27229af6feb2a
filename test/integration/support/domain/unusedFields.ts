import { z } from "zod";

/** Paths of fields that no value sets. */
export function unusedFields(schema: z.ZodType, values: readonly unknown[], path = ""): string[] {
    const present = values.filter((value) => value !== undefined);
    if (present.length === 0) return [path];
    const type = unwrap(schema);
    const objects = present as Record<string, unknown>[]; // as the schema says
    if (type instanceof z.ZodObject) {
        return Object.entries(type.shape as Record<string, z.ZodType>).flatMap(([key, field]) =>
            unusedFields(
                field,
                objects.map((value) => value[key]),
                `${path}.${key}`,
            ),
        );
    }
    if (type instanceof z.ZodRecord && unwrap(type.valueType as z.ZodType) instanceof z.ZodObject) {
        return unusedFields(
            type.valueType as z.ZodType,
            objects.flatMap(Object.values),
            `${path}.*`,
        );
    }
    if (type instanceof z.ZodArray) {
        return unusedFields(
            type.element as z.ZodType,
            (present as unknown[][]).flat(),
            `${path}[]`,
        );
    }
    return [];
}

function unwrap(schema: z.ZodType): z.ZodType {
    const wrapped =
        schema instanceof z.ZodOptional ||
        schema instanceof z.ZodDefault ||
        schema instanceof z.ZodPrefault;
    return wrapped ? unwrap(schema.unwrap() as z.ZodType) : schema;
}
