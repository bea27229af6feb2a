import * as errors from "../errors";
import type { Issue } from "../schema/resource";
import type { ReadyWhen } from "../schema/readyWhen";
import { readyWhenAsksForSomething, settlingFitsIn } from "../schema/readyWhenRules";
import { hasDhcp, type Reach } from "../xp/reach";
import { isOutput } from "./checkArgs";

interface Machines {
    readonly networks?:
        Readonly<Record<string, { readonly reach?: Reach | undefined }>> | undefined;
    readonly machines: Readonly<
        Record<
            string,
            { readonly network?: string | undefined; readonly readyWhen?: Asked | undefined }
        >
    >;
}

/** A lab's check sees what the program wrote, before defaults. */
export type Asked = Partial<ReadyWhen>;

/** Each machine's own readiness, on the network that it is plugged into. */
export function machinesGetReady({ machines, networks = {} }: Machines): Issue[] {
    return Object.entries(machines).flatMap(([key, { network, readyWhen }]) => {
        const on = network === undefined ? Object.values(networks)[0] : networks[network];
        return readinessFitsReach(on?.reach ?? "dhcp", readyWhen).map(({ path, message }) => ({
            path: ["machines", key, ...path],
            message,
        }));
    });
}

/** What can be seen of a guest on a network; an Output counts as asked for, as nothing decides on it. */
export function readinessFitsReach(reach: Reach, asked: Asked | undefined): Issue[] {
    if (asked === undefined || isOutput(asked)) return [];
    const { lease, guestAgent, tcpPort } = asked;
    const at = (field: string) => ["readyWhen", field];
    return [
        ...ownRules(asked),
        ...(lease === true && !hasDhcp(reach)
            ? [errors.leaseBeyondReach(at("lease"), { reach })]
            : []),
        ...(guestAgent === true ? [errors.agentOfMachine(at("guestAgent"))] : []),
        // No reach lets a connection from the host through to a guest.
        ...(tcpPort !== undefined ? [errors.portBeyondReach(at("tcpPort"), { reach })] : []),
    ];
}

/** Those that the provider has too; said here they come before anything is made. */
function ownRules(asked: Asked): Issue[] {
    // Those rules take what is left out for the default.
    const readyWhen = asked as ReadyWhen;
    return [...readyWhenAsksForSomething({ readyWhen }), ...settlingFitsIn({ readyWhen })];
}
