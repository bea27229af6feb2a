import { z } from "zod";

/** What may be written, as a JSON schema in the draft that the language server for YAML knows best. */
export const jsonSchemaOf = (schema: z.ZodType) =>
    z.toJSONSchema(schema, {
        io: "input",
        target: "draft-7",
        override: ({ jsonSchema }) => {
            // zod has no words for "not yet": without them such a field would take anything.
            if (jsonSchema.properties !== undefined)
                jsonSchema.properties = Object.fromEntries(
                    Object.entries(jsonSchema.properties).filter(([, field]) => !isReserved(field)),
                );
        },
    });

const isReserved = (field: z.core.JSONSchema._JSONSchema) =>
    typeof field === "object" && field["reserved"] === true;
