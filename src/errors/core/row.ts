/** What docs/reference/errors.md shows of one definition. */
export interface Row {
    readonly code: string;
    readonly title: string;
    /** The complete text, with the facts of the example. */
    readonly example: string;
    readonly remedy: string;
    readonly exitCode: number;
}

export const withCode = (text: string, code: string): string => `${text} [${code}]`;
