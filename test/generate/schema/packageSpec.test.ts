import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { resources } from "../../../src/schema";
import type { FunctionSchema } from "../../../src/schema/core/function";
import { functions } from "../../../src/schema/functions";
import { packageSpec } from "../../../tools/generate/schema/packageSpec";
import { ProviderConfig } from "../../../src/schema/provider";
import type { ResourceSchema } from "../../../src/schema/core/resource";
import { sdkFunction } from "../../schema/sdkFunction";
import { sdkResource } from "../../schema/sdkResource";

const ROOT = join(__dirname, "..", "..", "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const { version } = JSON.parse(read("package.json")) as { version: string };

interface ResourceSpec {
    readonly properties: object;
    readonly required: readonly string[];
    readonly inputProperties: object;
    readonly requiredInputs: readonly string[];
}
interface ObjectSpec {
    readonly properties: object;
    readonly required: readonly string[];
}
interface FunctionSpec {
    readonly inputs?: ObjectSpec;
    readonly outputs: ObjectSpec;
}
const written = JSON.parse(read("schema.json")) as {
    readonly resources: Readonly<Record<string, ResourceSpec>>;
    readonly functions: Readonly<Record<string, FunctionSpec>>;
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

const functionTable: (readonly [string, FunctionSchema])[] = functions.map((schema) => [
    schema.token,
    schema,
]);

describe.each(functionTable)("%s", (token, schema) => {
    const isOptional = (one: z.ZodType) => one.safeParse(undefined).success;
    const shape: Record<string, z.ZodType> = schema.result.shape;
    const fields = Object.entries(shape);
    const args = sorted(Object.keys(schema.args.shape));
    const result = sorted(fields.map(([name]) => name));
    const optionalResult = sorted(fields.flatMap(([name, one]) => (isOptional(one) ? name : [])));

    test("has the same names in schema.json as in the check, and needs all its arguments", () => {
        const { inputs, outputs } = written.functions[token] ?? {};
        expect({
            args: sorted(Object.keys(inputs?.properties ?? {})),
            requiredArgs: sorted(inputs?.required ?? []),
            result: sorted(Object.keys(outputs?.properties ?? {})),
            requiredResult: sorted(outputs?.required ?? []),
        }).toEqual({
            args,
            requiredArgs: args,
            result,
            requiredResult: result.filter((name) => !optionalResult.includes(name)),
        });
    });

    test("has the same names in the SDK, in both its forms", () => {
        const name = token.slice(token.lastIndexOf(":") + 1);
        expect(sdkFunction(token)).toEqual({
            args,
            outputArgs: args,
            result,
            optionalResult,
            exported: [name, `${name}Output`],
        });
    });

    test("describes every argument and every part of its result", () => {
        const all = [
            ...Object.values<z.ZodType>(schema.args.shape),
            ...fields.map(([, one]) => one),
        ];
        expect(all.filter(({ description }) => description === undefined)).toEqual([]);
    });
});

test("the provider's configuration has the same names everywhere", () => {
    const names = sorted(Object.keys(ProviderConfig.shape));
    expect(sorted(Object.keys(written.provider.inputProperties))).toEqual(names);
    expect(sdkResource("pulumi:providers:Provider").inputs).toEqual(names);
});
