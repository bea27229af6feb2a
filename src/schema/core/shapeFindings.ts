import type { z } from "zod";
import type { Finding, Path } from "../../errors";
import * as shape from "../../errors/catalog/shape";
import { nearest } from "../../errors/core/nearest";
import { quoted } from "./quoted";
import { fixedKeyOf, keysOf, mayBeSecret, schemaAt } from "./schemaAt";

type ZodIssue = z.core.$ZodIssue;

/** What zod finds wrong with the shape of a value, in our words. */
export function findingsOf(schema: z.ZodType, issue: ZodIssue, value: unknown): Finding[] {
    const path = pathOf(issue);
    const here = schemaAt(schema, issue.path);
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => {
            const fixed = fixedKeyOf(here, key);
            return fixed === undefined
                ? shape.unknownKey([...path, key], { key, known: keysOf(here) })
                : shape.fixedKey([...path, key], fixed);
        });
    }
    if (value === undefined && issue.code !== "invalid_key") return [shape.required(path)];
    return [findingOf(issue, path, value, mayBeSecret(here))];
}

const pathOf = ({ path }: ZodIssue): Path =>
    path.map((key) => (typeof key === "number" ? key : String(key)));

function findingOf(issue: ZodIssue, path: Path, input: unknown, isSecret: boolean): Finding {
    const value = isSecret ? undefined : quoted(input);
    switch (issue.code) {
        case "invalid_type":
            return shape.wrongType(path, { type: NOUNS[issue.expected] ?? issue.expected, value });
        case "invalid_value":
            return shape.notOneOf(path, { values: issue.values, value, near: near(issue, input) });
        case "too_small":
            return isNumber(issue)
                ? shape.tooSmall(path, { least: bound(issue.minimum, "more", issue), value })
                : shape.tooShort(path, { rule: issue.message });
        case "too_big":
            return isNumber(issue)
                ? shape.tooLarge(path, { most: bound(issue.maximum, "less", issue), value })
                : shape.tooLong(path, { rule: issue.message });
        case "invalid_key":
            return shape.malformedName(path, {
                rule: issue.issues.map(({ message }) => message).join("; "),
            });
        case "custom":
            // A refinement speaks by a definition of its own.
            return { path, message: issue.message };
        default:
            return shape.malformed(path, malformation(issue, value));
    }
}

const NOUNS: Readonly<Record<string, string>> = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    boolean: "true or false",
    array: "a list",
    object: "an object",
    record: "an object",
};

const near = ({ values }: z.core.$ZodIssueInvalidValue, input: unknown) =>
    typeof input === "string" ? nearest(input, values.map(String)) : undefined;

const isNumber = ({ origin }: { readonly origin: string }) =>
    origin === "int" || origin === "number";

const bound = (
    limit: number | bigint,
    beyond: "more" | "less",
    { inclusive = true }: { readonly inclusive?: boolean },
) => (inclusive ? `${limit} or ${beyond}` : `${beyond} than ${limit}`);

/** A rule that says what the value must not be has nothing that "not" could go on from. */
const malformation = ({ message }: ZodIssue, value: string | undefined) => ({
    rule: message,
    value: message.startsWith("must be ") ? value : undefined,
});
