import { effectOf, type Change, type ChangeKind, type Effect } from "../../schema/core/effects";
import type { ResourceSchema } from "../../schema/core/resource";
import { plain, withDefaults, withoutNotes } from "./defaults";
import { isRecord, isUnknown, type Properties } from "./wire";

/** A change and what it costs. */
export interface CostlyChange extends Change {
    readonly effect: Exclude<Effect, "none">;
}

/** The differences between two sets of a resource's inputs that have an effect. */
export function costlyChanges(
    schema: ResourceSchema,
    olds: Properties,
    news: Properties,
): CostlyChange[] {
    // A field that a later release added has had its default all along.
    const complete = (inputs: Properties) => {
        // A drift note holds values that are no longer on the host.
        const known = plain(inputs);
        return withDefaults(schema.inputs, known, known);
    };
    return changesBetween(complete(olds), complete(news)).flatMap((change) => {
        const effect = isReplacedByUnknown(schema, change)
            ? "replace"
            : effectOf(schema.effects, change);
        return effect === "none" ? [] : [{ ...change, effect }];
    });
}

const isReplacedByUnknown = (
    { replaceWhenUnknown = [] }: ResourceSchema,
    { path, value }: Change,
) => replaceWhenUnknown.includes(path) && isUnknown(value);

/** The fields in which two sets of inputs differ, down to where their shapes differ. */
export function changesBetween(olds: unknown, news: unknown): Change[] {
    return compare(withoutNotes(olds), withoutNotes(news), { keys: [], path: "" });
}

interface Place {
    readonly keys: readonly string[];
    readonly path: string;
    readonly isInList?: boolean;
}

function compare(old: unknown, value: unknown, place: Place): Change[] {
    if (isRecord(old) && isRecord(value)) {
        const names = [...new Set([...Object.keys(old), ...Object.keys(value)])];
        return names.flatMap((name) => compare(old[name], value[name], below(place, name)));
    }
    if (Array.isArray(old) && Array.isArray(value) && old.length === value.length) {
        return old.flatMap((item, index) => compare(item, value[index], at(place, index)));
    }
    if (JSON.stringify(old) === JSON.stringify(value)) return [];
    const { keys, path } = place;
    return [{ keys, path, kind: kindOf(old, value), old, value }];
}

const kindOf = (old: unknown, value: unknown): ChangeKind =>
    old === undefined ? "add" : value === undefined ? "delete" : "update";

/** Pulumi's property path: a key with a dot or bracket is quoted (resource/property_path.go). */
function below(place: Place, name: string): Place {
    const quoted = /[.[\]"]/.test(name);
    const step = quoted ? `[${JSON.stringify(name)}]` : place.path === "" ? name : `.${name}`;
    const keys = place.isInList === true ? place.keys : [...place.keys, name];
    return { ...place, keys, path: place.path + step };
}

const at = ({ keys, path }: Place, index: number): Place => ({
    keys,
    path: `${path}[${index}]`,
    isInList: true,
});

/** Applies some of the changes to inputs. */
export const withChanges = (inputs: Properties, changes: readonly Change[]): Properties =>
    changes.reduce((done, { keys, value }) => withValue(done, keys, value), inputs);

function withValue(inputs: Properties, keys: readonly string[], value: unknown): Properties {
    const [key = "", ...rest] = keys;
    const { [key]: old, ...others } = inputs;
    const inner = rest.length === 0 ? value : withValue(isRecord(old) ? old : {}, rest, value);
    return inner === undefined ? others : { ...others, [key]: inner };
}
