import type { z } from "zod";
import { propertyOf, type Finding } from "../../errors";
import type { Rule } from "./resource";
import { findingsOf } from "./shapeFindings";

/** What is wrong with a property; the reason goes on from the property's name and ends in its code: "must be ... [code]". */
export interface Failure {
    readonly property: string;
    readonly reason: string;
}

/** Tells a value that cannot be judged yet: an unknown of the engine's, an Output of a program's. */
export type IsOpen = (value: unknown) => boolean;

/** Everything that is wrong with a value, all at once; rules are asked when the shape is right. What is open passes. */
export function failuresOf<I>(
    schema: z.ZodType<I>,
    rules: readonly Rule<I>[],
    value: unknown,
    isOpen: IsOpen,
): Failure[] {
    const shape = shapeFailures(schema, value, isOpen);
    if (shape.length > 0) return shape;
    // At worst something open stands where the type says otherwise; what a rule finds there is dropped.
    const known = value as I;
    return rules
        .flatMap((rule) => rule(known))
        .filter(isAbout(value, isOpen))
        .map(failureOf);
}

export const failureOf = ({ path, message }: Finding): Failure => ({
    property: propertyOf(path),
    reason: message,
});

function shapeFailures(schema: z.ZodType, value: unknown, isOpen: IsOpen): Failure[] {
    const result = schema.safeParse(value);
    if (result.success) return [];
    return result.error.issues
        .filter(canBeJudged(value, isOpen))
        .flatMap((issue) => findingsOf(schema, issue, valueAt(value, issue.path, isOpen)))
        .map(failureOf);
}

/** A name is there to be judged even when what it names is open. */
const canBeJudged = (root: unknown, isOpen: IsOpen) => (issue: z.core.$ZodIssue) =>
    issue.code === "invalid_key" || isAbout(root, isOpen)(issue);

/** Keeps findings about values that can be judged. */
const isAbout =
    (root: unknown, isOpen: IsOpen) =>
    ({ path }: { readonly path: readonly PropertyKey[] }) =>
        !isOpen(valueAt(root, path, isOpen));

/** The value at a path, or what is open on the way there. */
function valueAt(root: unknown, path: readonly PropertyKey[], isOpen: IsOpen): unknown {
    return path.reduce((value, key) => {
        if (isOpen(value) || typeof value !== "object" || value === null) {
            return isOpen(value) ? value : undefined;
        }
        return Reflect.get(value, key) as unknown;
    }, root);
}
