/** Longer ones hide the sentence that they stand in. */
const MOST_CHARACTERS = 40;

/** A value of the user's as a text names it; undefined when it is too long for that. */
export function quoted(value: unknown): string | undefined {
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object" && value !== null) return "an object";
    const text = typeof value === "string" ? JSON.stringify(value) : String(value);
    return text.length > MOST_CHARACTERS ? undefined : text;
}
