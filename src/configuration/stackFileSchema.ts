import type { z } from "zod";
import { PolicyShape } from "../components/lab/labShape";
import { ProviderConfig } from "../schema/provider";
import { jsonSchemaOf } from "./jsonSchema";
import { Configuration } from "./shape";

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What editors are told of Pulumi.<stack>.yaml in a ready-made lab's project: a JSON schema, in the draft that the language
 * server for YAML knows best. Keys of Pulumi's own and of other packages pass.
 */
export function stackFileSchema(project: string): JsonSchema {
    return {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: "Pulumi.<stack>.yaml",
        description: `Stack configuration of project ${project}`,
        type: "object",
        properties: {
            config: {
                description:
                    "Settings of the lab, of the host (libvirt), and the policy that holds for all labs (xplab)",
                type: ["object", "null"],
                properties: {
                    ...keysOf(project, Configuration),
                    ...keysOf("libvirt", ProviderConfig),
                    ...keysOf("xplab", PolicyShape),
                },
                patternProperties: { [otherThan(project, "libvirt", "xplab")]: {} },
                additionalProperties: false,
            },
        },
    };
}

const otherThan = (...namespaces: readonly string[]) =>
    `^(?!(${namespaces.map((one) => one.replaceAll(".", "\\.")).join("|")}):)[^:]+:`;

function keysOf(namespace: string, schema: z.ZodObject): Record<string, JsonSchema> {
    const { properties = {} } = jsonSchemaOf(schema);
    const fields = Object.entries(properties as Record<string, JsonSchema>); // every key is declared so
    return Object.fromEntries(
        fields.map(([key, field]) => [
            `${namespace}:${key}`,
            field["secret"] === true ? encrypted(field) : field,
        ]),
    );
}

/** In the file stands what Pulumi has encrypted: nothing else that the schema says of the value holds for it. */
const encrypted = ({ description }: JsonSchema): JsonSchema => ({
    description,
    type: "object",
    properties: { secure: { type: "string", description: "Written by Pulumi, encrypted" } },
    required: ["secure"],
    additionalProperties: false,
});
