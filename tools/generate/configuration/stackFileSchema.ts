import { documentedKeys } from "./documentedKeys";

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What editors are told of Pulumi.<stack>.yaml in a ready-made lab's project: a JSON schema, in the draft that the language
 * server for YAML knows best. Keys of Pulumi's own and of other packages pass.
 */
export function stackFileSchema(project: string): JsonSchema {
    const { lab, libvirt, xplab } = documentedKeys();
    return {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: "Pulumi.<stack>.yaml",
        description: `Stack configuration of project ${project}`,
        type: "object",
        properties: {
            config: {
                description:
                    "Settings of the lab, of the libvirt host, and the policy for all labs of the stack (xplab)",
                type: ["object", "null"],
                properties: {
                    ...inNamespace(project, lab),
                    ...inNamespace("libvirt", libvirt),
                    ...inNamespace("xplab", xplab),
                },
                patternProperties: { [otherThan(project, "libvirt", "xplab")]: {} },
                additionalProperties: false,
            },
        },
    };
}

const otherThan = (...namespaces: readonly string[]) =>
    `^(?!(${namespaces.map((one) => one.replaceAll(".", "\\.")).join("|")}):)[^:]+:`;

const inNamespace = (namespace: string, keys: Readonly<Record<string, object>>) =>
    Object.fromEntries(
        Object.entries(keys as Record<string, JsonSchema>).map(([key, field]) => [
            `${namespace}:${key}`,
            field["secret"] === true ? encrypted(field) : field,
        ]),
    );

/** In the file stands what Pulumi has encrypted: nothing else that the schema says of the value holds for it. */
const encrypted = ({ description }: JsonSchema): JsonSchema => ({
    description,
    type: "object",
    properties: { secure: { type: "string", description: "Written by Pulumi, encrypted" } },
    required: ["secure"],
    additionalProperties: false,
});
