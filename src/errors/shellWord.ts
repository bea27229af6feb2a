/** A file name as one word for a shell. */
export const shellWord = (file: string): string =>
    /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
