/** The machine, lab and stack of a domain. */
export interface MachineTitle {
    readonly machine: string;
    readonly lab: string;
    readonly stack: string;
    /** The machine's host devices; their texts have no commas. */
    readonly hostDevices?: readonly string[] | undefined;
}

/** The title of a machine's domain, which `virsh list --title` shows and `xplab ls` reads. */
export function machineTitle({ machine, lab, stack, hostDevices = [] }: MachineTitle): string {
    const devices = hostDevices.length === 0 ? "" : `, with ${hostDevices.join(", ")}`;
    return `${machine} of lab ${lab}, stack ${stack}${devices}`;
}

/** Parses a title; undefined if it is not a machine's. A stack's name has neither spaces nor commas. */
export function parseMachineTitle(title: string): MachineTitle | undefined {
    const [, machine, lab, stack, devices] =
        /^(\S+) of lab (.+), stack ([^ ,]+)(?:, with (.+))?$/.exec(title) ?? [];
    if (machine === undefined || lab === undefined || stack === undefined) return undefined;
    return { machine, lab, stack, ...(devices && { hostDevices: devices.split(", ") }) };
}
