import { formerNameBeside } from "../../errors";
import { failureOf, type Failure } from "../../schema/core/failures";
import type { ResourceSchema } from "../../schema/core/resource";
import type { Properties } from "./wire";

/** Inputs or outputs with each property under its present name; where both names are there, the present one counts. */
export function withPresentNames(schema: ResourceSchema, values: Properties): Properties {
    const renamed = formerNamesIn(schema, values);
    if (renamed.length === 0) return values;
    const former = new Set(renamed.map(([name]) => name));
    const kept = Object.entries(values).filter(([name]) => !former.has(name));
    return {
        ...Object.fromEntries(renamed.map(([name, present]) => [present, values[name]])),
        ...Object.fromEntries(kept),
    };
}

/** A property under both of its names. */
export const formerNameFailures = (schema: ResourceSchema, inputs: Properties): Failure[] =>
    formerNamesIn(schema, inputs)
        .filter(([, present]) => inputs[present] !== undefined)
        .map(([name, present]) => failureOf(formerNameBeside([name], { present })));

/** What a preview says of former names in a program. */
export const deprecations = (schema: ResourceSchema, inputs: Properties): string[] =>
    formerNamesIn(schema, inputs).map(
        ([name, present]) =>
            `"${name}" is now called "${present}": rename it, the old name ends with 2.0.`,
    );

const formerNamesIn = ({ formerNames = {} }: ResourceSchema, values: Properties) =>
    Object.entries(formerNames).filter(([name]) => values[name] !== undefined);
