/** What a machine may be called: fits a NetBIOS computer name, a DNS label and a libvirt domain. */
export const MACHINE_NAME = /^[a-z][a-z0-9-]*$/;

/** NetBIOS names have 15 characters (MS-NBTE 2.2.1). */
export const MAX_NAME_LENGTH = 15;

/** What of a machine's settings decides its names. */
export interface Naming {
    readonly count?: number | undefined;
    readonly formerNames?: readonly string[] | undefined;
}

/** A machine of a record, once `count` is written out. */
export interface NamedMachine<T> {
    readonly name: string;
    /** Names under which it may be there already: it carries on what is found under one of them. */
    readonly formerNames: readonly string[];
    readonly settings: T;
}

/** `count: n` makes `<key>-1` to `<key>-n`; without it the machine has the key's own name. */
export function expand<T extends Naming>(machines: Readonly<Record<string, T>>): NamedMachine<T>[] {
    const all = Object.entries(machines).flatMap(([key, settings]) =>
        numbersOf(settings).map((number) => ({
            name: numbered(key, number),
            claimed: claimsOf(settings, number),
            // The same machine from before count was set, or taken away.
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

/** Names that a machine had according to its `formerNames`, with the number that it has now. */
export const claimsOf = ({ formerNames = [] }: Naming, number: number | undefined): string[] =>
    formerNames.map((former) => numbered(former, number));

/** Numbers of the machines that settings make; one without a number when they have no count. */
export const numbersOf = ({ count }: Naming): (number | undefined)[] =>
    count === undefined ? [undefined] : Array.from({ length: count }, (_, index) => index + 1);

const numbered = (key: string, number: number | undefined) =>
    number === undefined ? key : `${key}-${number}`;

/** The machine without a number and the first of several are the same one. */
const otherForm = (key: string, number: number | undefined): string[] =>
    number === undefined ? [`${key}-1`] : number === 1 ? [key] : [];
