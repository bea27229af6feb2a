/** What docs/reference/errors.md says of one definition. */
export interface Row {
    readonly code: string;
    readonly title: string;
    /** The whole text, with the facts of the example. */
    readonly example: string;
    readonly remedy: string;
    readonly exitCode: number;
}

export const coded = (text: string, code: string): string => `${text} [${code}]`;
