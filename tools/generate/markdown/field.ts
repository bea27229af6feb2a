/** What a description says of a field, and the value that it has when it is left out. */
export interface Described {
    readonly text: string;
    readonly default: string | undefined;
}

const DEFAULT = /^(.*\S) Default: (.+)\.$/s;

/** Splits a description whose last words are "Default: X." in two. */
export function described(description: string): Described {
    const [, text = description, value] = DEFAULT.exec(description) ?? [];
    return { text, default: value };
}

/** A text as a cell of a table: a bar would end the cell. */
export const cell = (text: string): string => text.replaceAll("|", "\\|");

export const code = (text: string): string => `\`${text}\``;

/** What a heading is called in a link to it, as GitHub does it. */
export const anchorOf = (heading: string): string =>
    heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-");
