import { z } from "zod";

/** What may be written, as a JSON schema in the draft that the language server for YAML knows best. */
export const jsonSchemaOf = (schema: z.ZodType) =>
    z.toJSONSchema(schema, { io: "input", target: "draft-7" });
