/** Inputs with the schema's names; values unknown to the schema stay as libvirt writes them. */
export type Reading = Readonly<Record<string, unknown>>;

/** Leaves out undefined fields. */
export function reading(fields: Readonly<Record<string, unknown>>): Reading {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The number in a text; undefined without text. */
export const numberIn = (text: string | undefined) =>
    text === undefined ? undefined : Number(text);
