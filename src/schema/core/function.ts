import type { z } from "zod";

/** The single source of a read-only function: the check of its arguments, its types and its part of schema.json. */
export interface FunctionSchema<
    A extends z.ZodObject = z.ZodObject,
    R extends z.ZodObject = z.ZodObject,
> {
    readonly token: string;
    readonly description: string;
    readonly args: A;
    readonly result: R;
}

/** Keeps the precise types of a schema that is written as data. */
export function functionSchema<A extends z.ZodObject, R extends z.ZodObject>(
    schema: FunctionSchema<A, R>,
): FunctionSchema<A, R> {
    return schema;
}
