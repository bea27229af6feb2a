import { defineFinding } from "../core/finding";
import { nearest } from "../core/nearest";

/** What the shape of any property can have wrong. */

export const required = defineFinding({
    code: "required",
    title: "A property that has no default is missing",
    says: "is required",
    remedy: "Write the property.",
    example: { path: ["machines"], facts: undefined },
});

export const unknownKey = defineFinding<{ key: string; known: readonly string[] }>({
    code: "unknown-key",
    title: "There is no property of this name",
    says: ({ key, known }) => {
        const near = nearest(key, known);
        if (near !== undefined) return `is not a property here; did you mean ${near}?`;
        const [only, ...others] = known;
        if (only === undefined) return "is not a property here";
        const all = others.length === 0 ? `is only ${only}` : `are ${known.join(", ")}`;
        return `is not a property here; there ${all}`;
    },
    remedy: "Write the name that the text proposes, or remove the property.",
    example: {
        path: ["machines", "xp", "memory"],
        facts: { key: "memory", known: ["count", "network", "memoryMiB", "vcpus"] },
    },
});

export const fixedKey = defineFinding<{ value: string; because: string }>({
    code: "fixed",
    title: "This is the same in every machine",
    says: ({ value, because }) => `is not to be chosen: it is ${value}, as ${because}`,
    remedy: "Remove the property. docs/hardware.md has every choice, and what it rests on.",
    example: {
        path: ["machines", "xp", "firmware"],
        facts: { value: "BIOS", because: "XP does not start from UEFI" },
    },
});

/** A value as it is quoted; undefined where it is not: it may be secret, or is too long to read. */
type Quoted = string | undefined;

const but = (value: Quoted) => (value === undefined ? "" : `, not ${value}`);

export const wrongType = defineFinding<{ type: string; value: Quoted }>({
    code: "wrong-type",
    title: "The value is of another type than the property",
    says: ({ type, value }) => `must be ${type}${but(value)}`,
    remedy: "Write a value of the type that the text names: a number without quotes, say.",
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
    title: "The value is none of those that the property can have",
    says: ({ values, value, near }) => {
        const all = values.map((one) => JSON.stringify(one)).join(" or ");
        const hint = near === undefined ? "" : `; did you mean "${near}"?`;
        return `must be ${all}${but(value)}${hint}`;
    },
    remedy: "Write one of the values that the text lists.",
    example: {
        path: ["networks", "lan", "reach"],
        facts: { values: ["nothing", "dhcp", "guests"], value: '"guest"', near: "guests" },
    },
});

export const tooSmall = defineFinding<{ least: string; value: Quoted }>({
    code: "too-small",
    title: "The number is below what the property can be",
    says: ({ least, value }) => `must be ${least}${but(value)}`,
    remedy: "Write a number that is within the bound.",
    example: {
        path: ["machines", "xp", "memoryMiB"],
        facts: { least: "16 or more", value: "1" },
    },
});

export const tooLarge = defineFinding<{ most: string; value: Quoted }>({
    code: "too-large",
    title: "The number is above what the property can be",
    says: ({ most, value }) => `must be ${most}${but(value)}`,
    remedy: "Write a number that is within the bound.",
    example: {
        path: ["machines", "xp", "vcpus"],
        facts: { most: "255 or less", value: "256" },
    },
});

export const tooShort = defineFinding<{ rule: string }>({
    code: "too-short",
    title: "The text or the list is too short",
    says: ({ rule }) => rule,
    remedy: "Write a longer one, or leave the property out where it has a default.",
    example: { path: ["title"], facts: { rule: "must not be empty" } },
});

export const tooLong = defineFinding<{ rule: string }>({
    code: "too-long",
    title: "The text or the list is too long",
    says: ({ rule }) => rule,
    remedy: "Write a shorter one.",
    example: {
        path: ["screenPassword"],
        facts: { rule: "must be at most 8 characters" },
    },
});

export const malformed = defineFinding<{ rule: string; value: Quoted }>({
    code: "malformed",
    title: "The value has not the form that the property asks for",
    says: ({ rule, value }) => rule + but(value),
    remedy: "Write it in the form that the text describes.",
    example: {
        path: ["imageSha256"],
        facts: { rule: "must be a SHA-256 in 64 lower-case hexadecimal digits", value: '"1f3a"' },
    },
});

export const malformedName = defineFinding<{ rule: string }>({
    code: "malformed-name",
    title: "The name under which an entry stands has not the right form",
    says: ({ rule }) => `${rule} (the name)`,
    remedy: "Give the entry a name of the form that the text describes.",
    example: {
        path: ["machines", "XP"],
        facts: { rule: "must be lower-case letters, digits and dashes and begin with a letter" },
    },
});

export const formerNameBeside = defineFinding<{ present: string }>({
    code: "former-name-beside",
    title: "A property is given under its former and its present name",
    says: ({ present }) => `must not be given beside "${present}", its present name`,
    remedy: "Keep the present name and remove the former one.",
    example: { path: ["bornWith"], facts: { present: "creationDefaults" } },
});
