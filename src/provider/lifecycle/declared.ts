import { isOffHost, type EffectTable } from "../../schema/core/effects";
import { defaultedFields, DRIFTED } from "./defaults";
import { changesBetween } from "./diff";
import { isRecord, type Properties } from "./wire";

/**
 * Declared inputs with the host's values. Undeclared values of the host are ignored, and values that the host lost are left
 * out. A creation default that has drifted is kept in a note for the next check.
 */
export function asDeclared(
    effects: EffectTable,
    declared: Properties,
    actual: Properties,
): Properties {
    return objectAsDeclared(declared, actual, { effects, keys: [] });
}

interface Place {
    readonly effects: EffectTable;
    readonly keys: readonly string[];
    /** In a list, an undeclared field of an item is a change of that item. */
    readonly isInList?: boolean;
}

function objectAsDeclared(declared: Properties, actual: Properties, place: Place): Properties {
    const defaulted = defaultedFields(declared);
    const besides = Object.entries(actual).filter(([key]) => declared[key] === undefined);
    const found: Record<string, unknown> =
        place.isInList === true ? Object.fromEntries(besides) : {};
    const drifted: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(declared)) {
        const keys = [...place.keys, key];
        if (key.startsWith("__") || isOffHost(place.effects, keys)) found[key] = value;
        else {
            const now = valueAsDeclared(value, actual[key], { ...place, keys });
            if (now !== undefined) found[key] = now;
            // The note of an entry of a record includes the entry's own notes.
            const isLost = now === undefined && isRecord(value);
            const isOther = changesBetween(value, now).length > 0;
            if (isLost || (defaulted.has(key) && isOther)) drifted[key] = value;
        }
    }
    return Object.keys(drifted).length > 0 ? { ...found, [DRIFTED]: drifted } : found;
}

function valueAsDeclared(declared: unknown, actual: unknown, place: Place): unknown {
    if (isRecord(declared) && isRecord(actual)) return objectAsDeclared(declared, actual, place);
    if (!Array.isArray(declared) || !Array.isArray(actual)) return actual;
    if (declared.length !== actual.length) return actual;
    const inside = { ...place, isInList: true };
    return declared.map((item: unknown, index) => valueAsDeclared(item, actual[index], inside));
}

/** Merges two declarations; the second wins. */
export function union(one: Properties, other: Properties): Properties {
    const merged = Object.entries(other).map(([key, value]) => {
        const first = one[key];
        return [key, isRecord(first) && isRecord(value) ? union(first, value) : value] as const;
    });
    return { ...one, ...Object.fromEntries(merged) };
}
