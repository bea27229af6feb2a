import { readdirSync, readFileSync, statSync, type Stats } from "node:fs";

/** Text of a file on this machine; undefined when it does not exist or this user may not read it. */
export const readText = (path: string): string | undefined =>
    orUndefined(() => readFileSync(path, "utf8"));

/** Names in a folder on this machine; undefined as for files. */
export const entriesOf = (folder: string): string[] | undefined =>
    orUndefined(() => readdirSync(folder));

/** Status of a file on this machine; undefined as for its text. */
export const statOf = (path: string): Stats | undefined => orUndefined(() => statSync(path));

/** Ids of the running processes. */
export const processIds = (): string[] =>
    (entriesOf("/proc") ?? []).filter((name) => /^\d+$/.test(name));

export function orUndefined<T>(look: () => T): T | undefined {
    try {
        return look();
    } catch {
        return undefined;
    }
}
