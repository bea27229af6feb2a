import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { secretInClear, secretInside } from "../errors";
import { failureOf, failuresOf, type Failure } from "../schema/core/failures";
import type { Rule } from "../schema/core/resource";

/** What is set under one namespace of the stack's configuration, by key. */
export type Settings = Readonly<Record<string, unknown>>;

/** Reads all that is set, also what no schema knows. */
export function settingsOf(namespace: string, schema: z.ZodObject): Settings {
    const prefix = `${namespace}:`;
    const entries = Object.entries(pulumi.runtime.allConfig())
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, text]) => [key.slice(prefix.length), text] as const)
        .map(([key, text]) => [key, valueOf(fieldOf(schema, key), text)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The value that Pulumi hands over as a text. Of a known key an empty one, Pulumi.yaml's default, says that it is not set. */
function valueOf(field: z.core.$ZodType | undefined, text: string): unknown {
    if (field === undefined) return text;
    if (text === "") return undefined;
    return isStructured(field) ? parsed(text) : text;
}

function fieldOf(schema: z.ZodObject, key: string): z.core.$ZodType | undefined {
    const shape: z.core.$ZodShape = schema.shape;
    return Object.hasOwn(shape, key) ? shape[key] : undefined;
}

const isStructured = (field: z.core.$ZodType) =>
    ["object", "array"].some((type) => z.toJSONSchema(field, { io: "input" }).type === type);

/** What is no JSON stays a text, and is told as one. */
function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** Everything that is wrong with settings, each line beginning with the key as the user wrote it. */
export function problemsOf<I>(
    settings: Settings,
    namespace: string,
    schema: z.ZodObject & z.ZodType<I>,
    rules: readonly Rule<I>[] = [],
): string[] {
    const safety = Object.keys(settings).flatMap((key) => {
        const isSet = isConfigSecret(`${namespace}:${key}`);
        return safetyFailures(key, fieldOf(schema, key), isSet);
    });
    const failures = failuresOf(schema, rules, settings, () => false).filter(
        // Its text would quote what the user keeps secret.
        ({ property }) => !safety.some((failure) => isWithin(property, failure.property)),
    );
    return [...safety, ...failures].map(
        ({ property, reason }) => `${namespace}:${property} ${reason}`,
    );
}

/** Pulumi hands over what it decrypted without marking it, so that a secret in the wrong place lands in the state in clear. */
function safetyFailures(
    key: string,
    field: z.core.$ZodType | undefined,
    isSecret: boolean,
): Failure[] {
    // Whatever it holds: the program does not know the key.
    if (field === undefined) return [];
    const mustBeSecret = z.globalRegistry.get(field)?.["secret"] === true;
    if (mustBeSecret === isSecret) return [];
    return [failureOf(mustBeSecret ? secretInClear([key], { key }) : secretInside([key]))];
}

const isWithin = (property: string, key: string) =>
    property === key || property.startsWith(`${key}.`);

// Exported and used by Pulumi itself, but left out of its type declarations (sdk/nodejs/runtime/config.ts).
const { isConfigSecret } = pulumi.runtime as unknown as {
    isConfigSecret: (key: string) => boolean;
};
