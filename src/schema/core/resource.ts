import type { z } from "zod";
import type { Finding } from "../../errors";
import type { EffectTable } from "./effects";

/** What a cross-field rule finds wrong; made by a definition of src/errors. */
export type Issue = Finding;

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
    /** What a change of each input costs. */
    readonly effects: EffectTable;
    /**
     * Inputs by which the object holds on to others: those cannot be deleted while it is there. Before a replacement that
     * deletes first, the engine asks what comes of such an input when all of it is open; it has to be a replacement too.
     */
    readonly replaceWhenUnknown?: readonly string[];
    /** Inputs by the names that they had in earlier releases, each with the present one: both work. */
    readonly formerNames?: Readonly<Record<string, string>>;
}

/** Keeps the precise types of a schema that is written as data. */
export function resourceSchema<I extends z.ZodObject, O extends z.ZodObject>(
    schema: ResourceSchema<I, O>,
): ResourceSchema<I, O> {
    return schema;
}
