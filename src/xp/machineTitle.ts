/** Whose a domain is, in the words of its lab. */
export interface MachineTitle {
    readonly machine: string;
    readonly lab: string;
    readonly stack: string;
    /** Devices of the host that are the machine's, none of which has a comma in its text. */
    readonly hostDevices?: readonly string[] | undefined;
}

/** The title of a machine's domain, which `virsh list --title` shows and `xplab ls` reads. */
export function machineTitle({ machine, lab, stack, hostDevices = [] }: MachineTitle): string {
    const devices = hostDevices.length === 0 ? "" : `, with ${hostDevices.join(", ")}`;
    return `${machine} of lab ${lab}, stack ${stack}${devices}`;
}

/** What a title says; undefined when it is not a machine's. A stack's name has neither spaces nor commas. */
export function parseMachineTitle(title: string): MachineTitle | undefined {
    const [, machine, lab, stack, devices] =
        /^(\S+) of lab (.+), stack ([^ ,]+)(?:, with (.+))?$/.exec(title) ?? [];
    if (machine === undefined || lab === undefined || stack === undefined) return undefined;
    return { machine, lab, stack, ...(devices && { hostDevices: devices.split(", ") }) };
}
