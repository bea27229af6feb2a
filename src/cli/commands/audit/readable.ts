import { readdirSync, readFileSync, statSync, type Stats } from "node:fs";

/** What this user may read of this machine; undefined, or nothing, where there is none or it is not his. */
export const read = (path: string): string | undefined =>
    orUndefined(() => readFileSync(path, "utf8"));

export const entriesOf = (folder: string): string[] | undefined =>
    orUndefined(() => readdirSync(folder));

export const statOf = (path: string): Stats | undefined => orUndefined(() => statSync(path));

/** Of the processes that run. */
export const processIds = (): string[] =>
    (entriesOf("/proc") ?? []).filter((name) => /^\d+$/.test(name));

function orUndefined<T>(look: () => T): T | undefined {
    try {
        return look();
    } catch {
        return undefined;
    }
}
