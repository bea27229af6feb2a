import { z } from "zod";

/** The part of a JSON schema that zod makes of our schemas. */
export interface JsonSchema {
    readonly type?: string;
    readonly description?: string;
    readonly $ref?: string;
    readonly items?: JsonSchema;
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly additionalProperties?: JsonSchema | boolean;
    readonly required?: readonly string[];
    readonly default?: unknown;
    readonly secret?: boolean;
    readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** What may be written for a schema: fields with a default may be left out. What JSON cannot say is any value. */
export const jsonOf = (schema: z.ZodType): JsonSchema =>
    z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
