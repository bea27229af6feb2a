import { alternatives } from "../core/alternatives";
import { defineFinding } from "../core/finding";
import { nearest } from "../core/nearest";

/** Problems that any property can have. */

export const required = defineFinding({
    code: "required",
    title: "A required property is missing",
    says: "is required",
    remedy: "Add the property.",
    example: { path: ["machines"], facts: undefined },
});

export const unknownKey = defineFinding<{ key: string; known: readonly string[] }>({
    code: "unknown-key",
    title: "The property is unknown",
    says: ({ key, known }) => {
        const near = nearest(key, known);
        if (near !== undefined) return `is not a known property; did you mean ${near}?`;
        const [only, ...others] = known;
        if (only === undefined) return "is not a known property";
        const all = others.length === 0 ? `the only one is ${only}` : `use ${listed(known)}`;
        return `is not a known property; ${all}`;
    },
    remedy: "Use a property that the message names, or remove this one.",
    example: {
        path: ["machines", "xp", "memory"],
        facts: { key: "memory", known: ["count", "network", "memoryMiB", "vcpus"] },
    },
});

const listed = (names: readonly string[]) =>
    `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;

export const fixedKey = defineFinding<{ value: string; because: string }>({
    code: "fixed",
    title: "The property cannot be set",
    says: ({ value, because }) => `cannot be set: it is always ${value}, because ${because}`,
    remedy: "Remove the property. docs/reference/hardware.md gives the reason for every choice of hardware.",
    example: {
        path: ["machines", "xp", "firmware"],
        facts: { value: "BIOS", because: "XP does not start from UEFI" },
    },
});

/** A value as it is quoted; undefined if it may be secret or is too long to read. */
type Quoted = string | undefined;

const notThis = (value: Quoted) => (value === undefined ? "" : `, not ${value}`);

export const wrongType = defineFinding<{ type: string; value: Quoted }>({
    code: "wrong-type",
    title: "The value has the wrong type",
    says: ({ type, value }) => `must be ${type}${notThis(value)}`,
    remedy: "Write a value of the type that the message names. Numbers, for example, have no quotes.",
    example: {
        path: ["machines", "xp", "memoryMiB"],
        facts: { type: "a number", value: '"256"' },
    },
});

export const notOneOf = defineFinding<{
    values: readonly unknown[];
    value: Quoted;
    near?: string | undefined;
}>({
    code: "not-one-of",
    title: "The value is not one of those allowed",
    says: ({ values, value, near }) => {
        const hint = near === undefined ? "" : `; did you mean "${near}"?`;
        return `must be ${alternatives(values)}${notThis(value)}${hint}`;
    },
    remedy: "Use one of the values that the message lists.",
    example: {
        path: ["networks", "lan", "reach"],
        facts: { values: ["nothing", "dhcp", "guests"], value: '"guest"', near: "guests" },
    },
});

export const tooSmall = defineFinding<{ least: string; value: Quoted }>({
    code: "too-small",
    title: "The number is too small",
    says: ({ least, value }) => `must be ${least}${notThis(value)}`,
    remedy: "Write a number within the limit.",
    example: {
        path: ["machines", "xp", "memoryMiB"],
        facts: { least: "16 or more", value: "1" },
    },
});

export const tooLarge = defineFinding<{ most: string; value: Quoted }>({
    code: "too-large",
    title: "The number is too large",
    says: ({ most, value }) => `must be ${most}${notThis(value)}`,
    remedy: "Write a number within the limit.",
    example: {
        path: ["machines", "xp", "vcpus"],
        facts: { most: "255 or less", value: "256" },
    },
});

export const tooShort = defineFinding<{ rule: string }>({
    code: "too-short",
    title: "The text or list is too short",
    says: ({ rule }) => rule,
    remedy: "Write a longer one, or omit the property if it has a default.",
    example: { path: ["title"], facts: { rule: "must not be empty" } },
});

export const tooLong = defineFinding<{ rule: string }>({
    code: "too-long",
    title: "The text or list is too long",
    says: ({ rule }) => rule,
    remedy: "Write a shorter one.",
    example: {
        path: ["screenPassword"],
        facts: { rule: "must be at most 8 characters" },
    },
});

export const malformed = defineFinding<{ rule: string; value: Quoted }>({
    code: "malformed",
    title: "The value has the wrong format",
    says: ({ rule, value }) => rule + notThis(value),
    remedy: "Write the value in the format that the message describes.",
    example: {
        path: ["imageSha256"],
        facts: { rule: "must be a SHA-256 in 64 lower-case hexadecimal digits", value: '"1f3a"' },
    },
});

export const malformedName = defineFinding<{ rule: string }>({
    code: "malformed-name",
    title: "The name of an entry has the wrong format",
    says: ({ rule }) => `has an invalid name: it ${rule}`,
    remedy: "Rename the entry as the message describes.",
    example: {
        path: ["machines", "XP"],
        facts: { rule: "must be lower-case letters, digits and dashes and begin with a letter" },
    },
});

export const formerNameBeside = defineFinding<{ present: string }>({
    code: "former-name-beside",
    title: "A property is set under both its former and its present name",
    says: ({ present }) => `must not be set together with "${present}", its present name`,
    remedy: "Keep the present name and remove the former one.",
    example: { path: ["bornWith"], facts: { present: "creationDefaults" } },
});
