import { withoutNotes } from "./defaults";
import { isRecord } from "./wire";

export interface Change {
    readonly path: string;
    readonly kind: "add" | "delete" | "update";
}

/** The fields in which two sets of inputs differ, as deep as both have the same shape. */
export function changesBetween(olds: unknown, news: unknown): Change[] {
    return compare(withoutNotes(olds), withoutNotes(news), "");
}

/** The top-level property of a path. */
export const propertyOf = (path: string) => path.split(/[.[]/, 1)[0] ?? path;

function compare(old: unknown, value: unknown, path: string): Change[] {
    if (isRecord(old) && isRecord(value)) {
        const keys = [...new Set([...Object.keys(old), ...Object.keys(value)])];
        return keys.flatMap((key) => compare(old[key], value[key], pathOf(path, key)));
    }
    if (Array.isArray(old) && Array.isArray(value) && old.length === value.length)
        return old.flatMap((item, index) => compare(item, value[index], `${path}[${index}]`));
    if (JSON.stringify(old) === JSON.stringify(value)) return [];
    const kind = old === undefined ? "add" : value === undefined ? "delete" : "update";
    return [{ path, kind }];
}

/** Pulumi's property path: a key with a dot or bracket is quoted (resource/property_path.go). */
function pathOf(parent: string, key: string): string {
    if (/[.[\]"]/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
    return parent === "" ? key : `${parent}.${key}`;
}
