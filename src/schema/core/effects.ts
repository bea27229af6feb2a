/**
 * What a change of a field costs.
 *
 * - `none`: the host is not touched.
 * - `live`: it takes effect at once, and what runs goes on running.
 * - `power`: it is started or shut down.
 * - `restart`: a guest is shut down and started again; a network's guests are unplugged for a moment.
 * - `reset`: a guest goes back to its clean state, and what it has written since is lost.
 * - `replace`: the object goes and another one is made.
 */
export const EFFECTS = ["none", "live", "power", "restart", "reset", "replace"] as const;
export type Effect = (typeof EFFECTS)[number];

export type ChangeKind = "add" | "delete" | "update";

/** A field in which two sets of inputs differ. */
export interface Change {
    /** Names down to the field; what differs inside a list is a change of the list. */
    readonly keys: readonly string[];
    /** The same as Pulumi writes it, into lists too. */
    readonly path: string;
    readonly kind: ChangeKind;
    readonly old: unknown;
    readonly value: unknown;
}

/**
 * The effect of each field by its path: names joined by dots, `*` for the key of a record. An object or a record has a
 * row of its own for the coming and going of what is in it.
 */
export type EffectTable = Readonly<Record<string, Effect | Readonly<Record<ChangeKind, Effect>>>>;

/** The effect of a change: that of the deepest row which its path leads through. */
export function effectOf(
    table: EffectTable,
    { keys, path, kind }: Pick<Change, "keys" | "path" | "kind">,
): Effect {
    const row = deepestRow(table, keys);
    if (row === undefined) throw new Error(`no row says what a change of ${path} costs`);
    return typeof row === "string" ? row : row[kind];
}

function deepestRow(table: EffectTable, keys: readonly string[]) {
    for (let length = keys.length; length > 0; length -= 1) {
        const row = rowOf(table, keys.slice(0, length));
        if (row !== undefined) return row;
    }
    return undefined;
}

/** Records are one level deep, right below a property or below an object's property. */
const rowOf = (table: EffectTable, keys: readonly string[]) =>
    table[keys.join(".")] ??
    Object.entries(table).find(([pattern]) => matches(pattern.split("."), keys))?.[1];

const matches = (pattern: readonly string[], keys: readonly string[]) =>
    pattern.length === keys.length &&
    pattern.every((name, index) => name === "*" || name === keys[index]);

/** Whether the host has no place for a field: it steers what the provider does. */
export const isOffHost = (table: EffectTable, keys: readonly string[]): boolean =>
    deepestRow(table, keys) === "none";
