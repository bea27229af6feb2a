import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { resources } from "../../src/schema";
import { packageSpec } from "../../src/schema/packageSpec";
import { ProviderConfig } from "../../src/schema/provider";
import type { ResourceSchema } from "../../src/schema/resource";
import { sdkResource } from "./sdkResource";

const ROOT = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const { version } = JSON.parse(read("package.json")) as { version: string };

interface ResourceSpec {
    readonly properties: object;
    readonly required: readonly string[];
    readonly inputProperties: object;
    readonly requiredInputs: readonly string[];
}
const written = JSON.parse(read("schema.json")) as {
    readonly resources: Readonly<Record<string, ResourceSpec>>;
    readonly provider: { readonly inputProperties: object };
};

test("schema.json is what the schemas say", () => {
    expect(read("schema.json")).toBe(`${JSON.stringify(packageSpec(version), null, 4)}\n`);
});

test("the schema, the SDK and the plugin carry one number", () => {
    const sdk = JSON.parse(read("sdks/libvirt/package.json")) as { version: string };
    expect(packageSpec(version)["version"]).toBe(sdk.version);
});

test("a secret is marked where it is declared", () => {
    const { types } = packageSpec("1.0.0") as {
        types: Record<string, { properties: Record<string, { secret?: boolean }> }>;
    };
    const secrets = Object.entries(types).flatMap(([token, { properties }]) =>
        Object.entries(properties).flatMap(([name, { secret }]) =>
            secret === true ? `${token} ${name}` : [],
        ),
    );
    expect(secrets).toEqual(["libvirt:index:DomainGraphics password"]);
});

/** Names as the zod schema has them. */
function declared({ inputs, outputs }: ResourceSchema) {
    const shape: Record<string, z.ZodType> = inputs.shape;
    const inputNames = Object.keys(shape);
    return {
        inputs: sorted(inputNames),
        requiredInputs: sorted(
            inputNames.filter((name) => shape[name]?.safeParse(undefined).success === false),
        ),
        outputs: sorted([...inputNames, ...Object.keys(outputs.shape)]),
    };
}

const sorted = (names: Iterable<string>) => [...new Set(names)].sort();
const table = resources.map((schema) => [schema.token, schema] as const);

describe.each(table)("%s", (token, schema) => {
    const expected = declared(schema);

    test("has the same names in schema.json as in the check", () => {
        const spec = written.resources[token];
        expect({
            inputs: sorted(Object.keys(spec?.inputProperties ?? {})),
            requiredInputs: sorted(spec?.requiredInputs ?? []),
            outputs: sorted(Object.keys(spec?.properties ?? {})),
        }).toEqual(expected);
    });

    test("has the same names in the SDK as in the check", () => {
        const { optionalOutputs: _optional, ...names } = sdkResource(token);
        expect(names).toEqual(expected);
    });

    test("has the same outputs that are always there in the SDK as in schema.json", () => {
        const required = new Set(written.resources[token]?.required);
        expect(sdkResource(token).optionalOutputs).toEqual(
            expected.outputs.filter((name) => !required.has(name)),
        );
    });
});

test("the provider's configuration has the same names everywhere", () => {
    const names = sorted(Object.keys(ProviderConfig.shape));
    expect(sorted(Object.keys(written.provider.inputProperties))).toEqual(names);
    expect(sdkResource("pulumi:providers:Provider").inputs).toEqual(names);
});
