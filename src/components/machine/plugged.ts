import type { Issue } from "../../schema/core/resource";
import type { Reach } from "../../xp/reach/reach";

/** What rules ask of the network that a machine is plugged into. */
export interface Plugged {
    readonly reach?: Reach | undefined;
    readonly open?: readonly { readonly port: number }[] | undefined;
}

export interface PluggedMachines<M> {
    readonly networks?: Readonly<Record<string, Plugged>> | undefined;
    readonly machines: Readonly<Record<string, M & { readonly network?: string | undefined }>>;
}

/** Judges each machine of a lab on its network: the one that it names, else the only one, else the lab's own. */
export function eachOnItsNetwork<M>(
    { machines, networks = {} }: PluggedMachines<M>,
    judge: (on: Plugged, machine: M) => readonly Issue[],
): Issue[] {
    return Object.entries(machines).flatMap(([key, machine]) => {
        const { network } = machine;
        const on = network === undefined ? Object.values(networks)[0] : networks[network];
        return judge(on ?? {}, machine).map(({ path, message }) => ({
            path: ["machines", key, ...path],
            message,
        }));
    });
}
