/** Replaces the part of a page between two marks. */
export function withPart(page: string, begin: string, end: string, text: string): string {
    const from = after(page, begin);
    const to = page.indexOf(end, from);
    if (to < 0) throw new Error(`the page has no ${end} after ${begin}`);
    return `${page.slice(0, from)}\n\n${text}\n${page.slice(to)}`;
}

/** People write the part of a page before this mark. */
export const REST = "<!-- From here on written by `npm run schema`. -->";

/** Replaces the part of a page after the mark. */
export const withRest = (page: string, text: string): string =>
    `${page.slice(0, after(page, REST))}\n\n${text}`;

function after(page: string, mark: string): number {
    const at = page.indexOf(mark);
    if (at < 0) throw new Error(`the page has no ${mark}`);
    return at + mark.length;
}
