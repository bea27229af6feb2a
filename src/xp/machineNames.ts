/** What a machine may be called: fits a NetBIOS computer name, a DNS label and a libvirt domain. */
export const MACHINE_NAME = /^[a-z][a-z0-9-]*$/;

/** NetBIOS names have 15 characters (MS-NBTE 2.2.1). */
export const MAX_NAME_LENGTH = 15;

/** A machine of a record, once `count` is written out. */
export interface NamedMachine<T> {
    readonly name: string;
    /** Name before `count` was set: the first one carries on what was there. */
    readonly alias?: string;
    readonly settings: T;
}

/** `count: n` makes `<key>-1` to `<key>-n`; without it the machine has the key's own name. */
export function expand<T extends { readonly count?: number | undefined }>(
    machines: Readonly<Record<string, T>>,
): NamedMachine<T>[] {
    return Object.entries(machines).flatMap(([key, settings]) => {
        const { count } = settings;
        if (count === undefined) return [{ name: key, settings }];
        return Array.from({ length: count }, (_, index) => ({
            name: `${key}-${index + 1}`,
            ...(index === 0 ? { alias: key } : {}),
            settings,
        }));
    });
}
