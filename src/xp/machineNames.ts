/** Valid as a NetBIOS computer name, a DNS label and a libvirt domain. */
export const MACHINE_NAME = /^[a-z][a-z0-9-]*$/;

/** NetBIOS names have 15 characters (MS-NBTE 2.2.1). */
export const MAX_NAME_LENGTH = 15;

/** The settings that decide a machine's names. */
export interface Naming {
    readonly count?: number | undefined;
    readonly formerNames?: readonly string[] | undefined;
}

/** A machine of a record, after `count` is expanded. */
export interface NamedMachine<T> {
    readonly name: string;
    /** Names that it may have had: it continues a machine found under one of them. */
    readonly formerNames: readonly string[];
    readonly settings: T;
}

/** `count: n` makes `<key>-1` to `<key>-n`; without it the machine has the key's own name. */
export function expand<T extends Naming>(machines: Readonly<Record<string, T>>): NamedMachine<T>[] {
    const all = Object.entries(machines).flatMap(([key, settings]) =>
        numbersOf(settings).map((number) => ({
            name: numbered(key, number),
            claimed: claimsOf(settings, number),
            // The same machine from before count was set or removed.
            likely: [key, ...(settings.formerNames ?? [])].flatMap((one) => otherForm(one, number)),
            settings,
        })),
    );
    const taken = new Set(all.flatMap(({ name, claimed }) => [name, ...claimed]));
    return all.map(({ name, claimed, likely, settings }) => ({
        name,
        formerNames: [...claimed, ...likely.filter((one) => !taken.has(one))],
        settings,
    }));
}

/** The names of a machine's `formerNames`, with its present number. */
export const claimsOf = ({ formerNames = [] }: Naming, number: number | undefined): string[] =>
    formerNames.map((former) => numbered(former, number));

/** The numbers of the machines that settings make; undefined for the only one without a count. */
export const numbersOf = ({ count }: Naming): (number | undefined)[] =>
    count === undefined ? [undefined] : Array.from({ length: count }, (_, index) => index + 1);

const numbered = (key: string, number: number | undefined) =>
    number === undefined ? key : `${key}-${number}`;

/** The machine without a number and the first of several are the same machine. */
const otherForm = (key: string, number: number | undefined): string[] =>
    number === undefined ? [`${key}-1`] : number === 1 ? [key] : [];
