/** Control and bidirectional characters that a terminal obeys, except those that JSON escapes anyway. */
const COMMANDING = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** JSON of a value that a guest chose, safe to print on any terminal. */
export const safeJson = (value: unknown): string =>
    JSON.stringify(value).replace(
        COMMANDING,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
