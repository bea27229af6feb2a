import type { z } from "zod";
import { PolicyShape } from "../../../src/components/lab/labShape";
import { readDeclarations } from "../components/declarations";
import { withTexts } from "../components/withTexts";
import type { JsonSchema } from "../schema/jsonSchema";
import { ProviderConfig } from "../../../src/schema/provider";
import { jsonSchemaOf } from "./jsonSchema";
import { Configuration } from "../../../src/configuration/shape";

type Keys = Readonly<Record<string, JsonSchema>>;

/** What each namespace of a stack's configuration takes, key by key. */
export interface DocumentedKeys {
    /** The lab's, in the project's own namespace. */
    readonly lab: Keys;
    readonly libvirt: Keys;
    readonly xplab: Keys;
}

/** Those that a program's `LabArgs` have no text for. */
const OWN = { image: true, imageSha256: true } as const;

export function documentedKeys(): DocumentedKeys {
    const declarations = readDeclarations();
    const described = (schema: z.ZodType, interfaceName: string) =>
        withTexts(asTexts(schema), interfaceName, declarations).properties ?? {};
    return {
        lab: {
            ...keysOf(Configuration.pick(OWN)),
            ...described(Configuration.omit(OWN), "LabArgs"),
        },
        libvirt: keysOf(ProviderConfig),
        xplab: described(PolicyShape, "PolicyArgs"),
    };
}

const keysOf = (schema: z.ZodType): Keys => asTexts(schema).properties ?? {};

/** zod types a field of a JSON schema as one that may be a boolean. */
const asTexts = (schema: z.ZodType) => jsonSchemaOf(schema) as JsonSchema;
