import { z } from "zod";
import type { FunctionSchema } from "../../../src/schema/core/function";
import { functions } from "../../../src/schema/functions";
import { resources } from "../../../src/schema";
import { ProviderConfig } from "../../../src/schema/provider";
import type { ResourceSchema } from "../../../src/schema/core/resource";
import type { JsonSchema } from "./jsonSchema";

type Spec = Record<string, unknown>;

/** Pulumi's description of the provider (pulumi.com/docs/iac/extending-pulumi/schema), made of the same schemas as the check. */
export function packageSpec(version: string): Spec {
    const documents = resources.map(documentsOf);
    const calls = functions.map(callOf);
    const definitions = [
        ...documents.flatMap(({ inputs, outputs }) => [inputs, outputs]),
        ...calls.flatMap(({ args, result }) => [args, result]),
    ].flatMap(({ $defs = {} }) => Object.entries($defs));
    const config = jsonOf(ProviderConfig);
    return {
        name: "libvirt",
        namespace: "xplab",
        version,
        displayName: "libvirt",
        description:
            "xplab's native provider for libvirt. Not Pulumi's archived libvirt package (0.1.0 to 0.5.4).",
        license: "Apache-2.0",
        types: Object.fromEntries(
            definitions.map(([name, type]) => [
                tokenOf(name),
                { type: "object", ...objectOf(type) },
            ]),
        ),
        config: { variables: objectOf(config).properties },
        provider: { description: "A libvirt host.", inputProperties: objectOf(config).properties },
        resources: Object.fromEntries(documents.map(resourceOf)),
        functions: Object.fromEntries(calls.map(functionOf)),
        language: {
            nodejs: {
                packageName: "@pulumi/libvirt",
                packageDescription:
                    "SDK of xplab's native libvirt provider. Not Pulumi's archived package (0.1.0 to 0.5.4)",
                respectSchemaVersion: true,
            },
        },
    };
}

const documentsOf = (schema: ResourceSchema) => ({
    schema,
    inputs: jsonOf(schema.inputs),
    outputs: jsonOf(schema.outputs),
});

function resourceOf({ schema, inputs, outputs }: ReturnType<typeof documentsOf>): [string, Spec] {
    const given = objectOf(inputs);
    const made = objectOf(outputs);
    // What Check fills in is always there afterwards.
    const filled = Object.keys(given.properties).filter((name) => isFilledIn(schema, name));
    const inputProperties: Record<string, Spec> = { ...given.properties };
    for (const [name, present] of Object.entries(schema.formerNames ?? {})) {
        inputProperties[name] = { ...inputProperties[name], deprecationMessage: `Use ${present}.` };
    }
    const spec = {
        description: schema.description,
        properties: { ...inputProperties, ...made.properties },
        required: [...new Set([...filled, ...made.required])],
        inputProperties,
        requiredInputs: given.required,
    };
    return [schema.token, spec];
}

const callOf = (schema: FunctionSchema) => ({
    schema,
    args: jsonOf(schema.args),
    result: jsonOf(schema.result),
});

function functionOf({ schema, args, result }: ReturnType<typeof callOf>): [string, Spec] {
    const inputs = { type: "object", ...objectOf(args) };
    const spec = {
        description: schema.description,
        // With empty inputs the SDK would ask for an empty object.
        ...(Object.keys(inputs.properties).length > 0 ? { inputs } : {}),
        outputs: { type: "object", ...objectOf(result) },
    };
    return [schema.token, spec];
}

function isFilledIn({ inputs }: ResourceSchema, name: string): boolean {
    const field: unknown = inputs.shape[name];
    return !(field instanceof z.ZodOptional) || name === "name" || name === "uuid";
}

function objectOf({ description, properties = {}, required = [] }: JsonSchema) {
    const converted = Object.entries(properties).map(([name, one]) => [name, propertyOf(one)]);
    const spec = { properties: Object.fromEntries(converted) as Record<string, Spec>, required };
    return description === undefined ? spec : { description, ...spec };
}

function propertyOf(schema: JsonSchema): Spec {
    const { description, secret } = schema;
    return { ...typeOf(schema), description, ...(secret === true ? { secret } : {}) };
}

function typeOf({ type, $ref, items, additionalProperties }: JsonSchema): Spec {
    if ($ref !== undefined) {
        return { $ref: `#/types/${tokenOf($ref.slice($ref.lastIndexOf("/") + 1))}` };
    }
    if (type === "array") return { type, items: typeOf(items ?? {}) };
    if (type === "object" && typeof additionalProperties === "object") {
        return { type, additionalProperties: typeOf(additionalProperties) };
    }
    if (type === undefined || type === "object") {
        throw new Error("A nested object needs an id: .meta({ id })");
    }
    return { type };
}

const tokenOf = (name: string) => `libvirt:index:${name}`;

/** What goes in: fields with a default may be left out. */
const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
