import { placeIn } from "../components/args/folders";

/** Fields of a machine that hold a folder. */
const FIELDS = ["media", "results"];

/** Machines with their folders as absolute paths. What has not the shape of one, the lab refuses in its own words. */
export function withFoldersIn<T>(project: string, machines: T): T {
    const placed = (key: string, value: unknown): unknown =>
        key === "folder" && typeof value === "string" && value !== ""
            ? placeIn(project, value)
            : value;
    return mapped(machines, (_name, machine) =>
        mapped(machine, (field, value) => (FIELDS.includes(field) ? mapped(value, placed) : value)),
    );
}

/** A plain object with other values; anything else as it is. */
function mapped<T>(value: T, map: (key: string, value: unknown) => unknown): T {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).map(([key, one]) => [key, map(key, one)] as const);
    return Object.fromEntries(entries) as T; // the same keys, and values of the same types
}
