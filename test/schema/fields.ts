import { z } from "zod";

/** Paths of a schema's fields: names joined by dots, `*` for the keys of a record; a list is one field. */
export function fieldsOf(schema: z.ZodType, path: readonly string[] = []): string[] {
    const type = unwrapped(schema);
    if (type instanceof z.ZodObject) {
        return Object.entries(type.shape).flatMap(([name, field]) =>
            fieldsOf(field as z.ZodType, [...path, name]),
        );
    }
    if (type instanceof z.ZodRecord) return fieldsOf(type.valueType as z.ZodType, [...path, "*"]);
    return [path.join(".")];
}

function unwrapped(schema: z.ZodType): z.ZodType {
    const isWrapped =
        schema instanceof z.ZodOptional ||
        schema instanceof z.ZodDefault ||
        schema instanceof z.ZodPrefault;
    return isWrapped ? unwrapped(schema.unwrap() as z.ZodType) : schema;
}
