/** Whose a domain is, in the words of its lab. */
export interface MachineTitle {
    readonly machine: string;
    readonly lab: string;
    readonly stack: string;
}

/** The title of a machine's domain, which `virsh list --title` shows and `xplab ls` reads. */
export const machineTitle = ({ machine, lab, stack }: MachineTitle): string =>
    `${machine} of lab ${lab}, stack ${stack}`;

/** What a title says; undefined when it is not a machine's. A stack's name has neither spaces nor commas. */
export function parseMachineTitle(title: string): MachineTitle | undefined {
    const [, machine, lab, stack] = /^(\S+) of lab (.+), stack ([^ ,]+)$/.exec(title) ?? [];
    if (machine === undefined || lab === undefined || stack === undefined) return undefined;
    return { machine, lab, stack };
}
