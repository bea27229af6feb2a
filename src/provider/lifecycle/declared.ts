import { isOffHost, type EffectTable } from "../../schema/core/effects";
import { defaultedFields, DRIFTED } from "./defaults";
import { changesBetween } from "./diff";
import { isRecord, type Properties } from "./wire";

/**
 * Declared inputs with the values that the host has: what it has besides them is nobody's, what it lost is left out. A
 * value of birth that has drifted is kept in a note, so that the next check finds it again.
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
    /** A list is the program's as a whole: what one of its items has besides is a change of that item. */
    readonly isInList?: boolean;
}

function objectAsDeclared(declared: Properties, actual: Properties, place: Place): Properties {
    const born = defaultedFields(declared);
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
            // An entry of a record takes its own notes with it.
            const isLost = now === undefined && isRecord(value);
            const isOther = changesBetween(value, now).length > 0;
            if (isLost || (born.has(key) && isOther)) drifted[key] = value;
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

/** Both of two declarations: what either has, the second where both do. */
export function union(one: Properties, other: Properties): Properties {
    const merged = Object.entries(other).map(([key, value]) => {
        const first = one[key];
        return [key, isRecord(first) && isRecord(value) ? union(first, value) : value] as const;
    });
    return { ...one, ...Object.fromEntries(merged) };
}
