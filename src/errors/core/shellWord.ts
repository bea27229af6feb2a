/** A text quoted as one word for a shell. */
export const shellWord = (text: string): string =>
    /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A command's words as a line for a shell. */
export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(" ");
