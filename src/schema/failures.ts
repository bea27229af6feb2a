import type { z } from "zod";
import type { Issue, Rule } from "./resource";

/** What is wrong with a property; the reason goes on from the property's name: "must be ...". */
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
        .map(toFailure);
}

function shapeFailures(schema: z.ZodType, value: unknown, isOpen: IsOpen): Failure[] {
    const result = schema.safeParse(value);
    if (result.success) return [];
    return result.error.issues.filter(canBeJudged(value, isOpen)).flatMap((issue) => {
        if (issue.code === "unrecognized_keys")
            return issue.keys.map((key) => toFailure(unknownKey(issue, key)));
        const missing = valueAt(value, issue.path, isOpen) === undefined;
        return [
            toFailure({ path: keysOf(issue), message: missing ? "is required" : reasonOf(issue) }),
        ];
    });
}

function unknownKey(issue: z.core.$ZodIssue, key: string): Issue {
    return { path: [...keysOf(issue), key], message: "is not a property here" };
}

const keysOf = (issue: z.core.$ZodIssue) =>
    issue.path.map((key) => (typeof key === "number" ? key : String(key)));

function reasonOf(issue: z.core.$ZodIssue): string {
    switch (issue.code) {
        case "invalid_type":
            return `must be ${article(issue.expected)}`;
        case "invalid_value":
            return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
        case "too_small":
            return issue.origin === "int" || issue.origin === "number"
                ? `must be ${bound(issue.minimum, "more", issue.inclusive)}`
                : issue.message;
        case "too_big":
            return issue.origin === "int" || issue.origin === "number"
                ? `must be ${bound(issue.maximum, "less", issue.inclusive)}`
                : issue.message;
        case "invalid_key":
            return issue.issues.map((inner) => `${reasonOf(inner)} (the name)`).join("; ");
        default:
            return issue.message;
    }
}

const bound = (limit: number | bigint, beyond: "more" | "less", inclusive = true) =>
    inclusive ? `${limit} or ${beyond}` : `${beyond} than ${limit}`;

const NOUNS: Record<string, string> = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    boolean: "true or false",
    array: "a list",
    object: "an object",
    record: "an object",
};

const article = (type: string) => NOUNS[type] ?? type;

const toFailure = ({ path, message }: Issue): Failure => ({
    property: path.reduce<string>(
        (all, key) =>
            typeof key === "number" ? `${all}[${key}]` : all === "" ? key : `${all}.${key}`,
        "",
    ),
    reason: message,
});

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
        if (isOpen(value) || typeof value !== "object" || value === null)
            return isOpen(value) ? value : undefined;
        return Reflect.get(value, key) as unknown;
    }, root);
}
