import type { JsonSchema } from "../../../tools/generate/schema/jsonSchema";

interface Judged extends JsonSchema {
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly maxLength?: number;
    readonly allOf?: unknown;
    readonly properties?: Readonly<Record<string, Judged>>;
    readonly items?: Judged;
    readonly additionalProperties?: Judged | boolean;
}

/** What the text of each field lacks: itself, its default, a bound, or a value that it may have. */
export function textFaults(schema: JsonSchema, hasDefaults = true): string[] {
    const { $defs = {} } = schema;
    const objects: [string, Judged][] = [["", schema], ...Object.entries($defs)];
    return objects.flatMap(([name, object]) => faultsIn(object, name, hasDefaults));
}

/** Those of a machine's text; its edition's bounds, which its text has, are narrower than those of its shape. */
export const machineTextFaults = (schema: JsonSchema): string[] =>
    textFaults(schema).filter(
        (fault) =>
            !/^(machines\.)?(memoryMiB: does not say (16|1048576)|vcpus: does not say 255)$/.test(
                fault,
            ),
    );

function faultsIn(
    { properties = {}, required = [] }: Judged,
    at: string,
    hasDefaults: boolean,
): string[] {
    return Object.entries(properties).flatMap(([name, field]) => {
        const path = at === "" ? name : `${at}.${name}`;
        const isOptional = hasDefaults && !required.includes(name);
        const lacks = faultsOf(field, isOptional && field.default === undefined);
        return [
            ...lacks.map((fault) => `${path}: ${fault}`),
            ...[field, field.items, field.additionalProperties].flatMap((inner) =>
                typeof inner === "object" ? faultsIn(inner, path, hasDefaults) : [],
            ),
        ];
    });
}

function faultsOf(field: Judged, needsDefault: boolean): string[] {
    const { description = "" } = field;
    const words = [...valuesOf(field), ...boundsOf(field)].map(String);
    const missing = words.filter((word) => !hasWord(description, word));
    return [
        ...(description.endsWith(".") ? [] : ["has no sentence"]),
        ...(needsDefault && !description.includes(" Default: ") ? ["names no default"] : []),
        ...missing.map((word) => `does not say ${word}`),
    ];
}

function valuesOf({ enum: values = [], const: value, items }: Judged): unknown[] {
    return [
        ...values,
        ...(value === undefined ? [] : [value]),
        ...(items === undefined ? [] : valuesOf(items)),
    ];
}

/** zod bounds every whole number by what JavaScript can count to. */
const boundsOf = ({ minimum, maximum, maxLength }: Judged): number[] =>
    [minimum, maximum, maxLength]
        .filter((bound) => bound !== undefined)
        .filter((bound) => Math.abs(bound) < Number.MAX_SAFE_INTEGER);

const hasWord = (text: string, word: string) =>
    ` ${text} `.split(word).some((before, index, parts) => {
        const after = parts[index + 1];
        return after !== undefined && /[^\w-]$/.test(before) && /^[^\w-]/.test(after);
    });
