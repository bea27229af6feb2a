import type { z } from "zod";

/** A finding of a cross-field rule: where in the inputs, and a sentence that goes on from the property's name. */
export interface Issue {
    readonly path: readonly (string | number)[];
    readonly message: string;
}

/** A rule that needs more than one field; runs only when every field has its right shape. */
export type Rule<I> = (inputs: I) => Issue[];

/** The single source of a resource: its check, its types and its part of schema.json come from here. */
export interface ResourceSchema<
    I extends z.ZodObject = z.ZodObject,
    O extends z.ZodObject = z.ZodObject,
> {
    readonly token: string;
    readonly description: string;
    readonly inputs: I;
    /** What the program cannot compute; the inputs are outputs too. */
    readonly outputs: O;
    readonly rules: readonly Rule<z.infer<I>>[];
    /** Inputs that only a birth reads: a later change of theirs is no change. */
    readonly birthOnly: readonly string[];
}

/** Keeps the precise types of a schema that is written as data. */
export function resourceSchema<I extends z.ZodObject, O extends z.ZodObject>(
    schema: Omit<ResourceSchema<I, O>, "birthOnly"> & { readonly birthOnly?: readonly string[] },
): ResourceSchema<I, O> {
    return { birthOnly: [], ...schema };
}
