/** Inputs in the schema's words; a value that the schema has no word for stands as libvirt says it. */
export type Reading = Readonly<Record<string, unknown>>;

/** What is said of the fields; those of which nothing is said are left out. */
export function reading(fields: Readonly<Record<string, unknown>>): Reading {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The number that a text says; undefined when there is no text. */
export const numberIn = (text: string | undefined) =>
    text === undefined ? undefined : Number(text);
