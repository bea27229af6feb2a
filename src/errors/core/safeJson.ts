/** What a terminal obeys or turns round instead of showing it, besides what JSON escapes anyway. */
const COMMANDING = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** JSON of what a guest has chosen, which any terminal shows and none obeys. */
export const safeJson = (value: unknown, indent?: number): string =>
    JSON.stringify(value, undefined, indent).replace(
        COMMANDING,
        (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
