import * as errors from "../../errors";
import type { Issue } from "../../schema/core/resource";
import type { ReadyWhen } from "../../schema/domain/readyWhen";
import { validateReadyWhen, validateSettling } from "../../schema/domain/readyWhenRules";
import { hasDhcp } from "../../xp/reach/reach";
import { isOutput } from "../args/checkArgs";
import { eachOnItsNetwork, type Plugged, type PluggedMachines } from "./plugged";

/** A lab's check sees what the program wrote, before defaults. */
export type Asked = Partial<ReadyWhen>;

interface Wanted {
    readonly readyWhen?: Asked | undefined;
}

/** Each machine's own readiness, on the network that it is plugged into. */
export const validateReadiness = (lab: PluggedMachines<Wanted>): Issue[] =>
    eachOnItsNetwork(lab, (on, { readyWhen }) => validateMachineReadiness(on, readyWhen));

/** What can be seen of a guest on a network; an Output counts as asked for, as nothing decides on it. */
export function validateMachineReadiness(
    { reach = "dhcp", open = [] }: Plugged,
    asked: Asked | undefined,
): Issue[] {
    if (asked === undefined || isOutput(asked)) return [];
    const { lease, guestAgent, tcpPort } = asked;
    const at = (field: string) => ["readyWhen", field];
    const isShut = typeof tcpPort === "number" && !open.some(({ port }) => port === tcpPort);
    return [
        ...ownRules(asked),
        ...(lease === true && !hasDhcp(reach)
            ? [errors.leaseBeyondReach(at("lease"), { reach })]
            : []),
        ...(guestAgent === true ? [errors.agentOfMachine(at("guestAgent"))] : []),
        ...(isShut ? [errors.portBeyondReach(at("tcpPort"), { port: tcpPort })] : []),
    ];
}

/** Those that the provider has too; said here they come before anything is made. */
function ownRules(asked: Asked): Issue[] {
    // Those rules take what is left out for the default.
    const readyWhen = asked as ReadyWhen;
    return [...validateReadyWhen({ readyWhen }), ...validateSettling({ readyWhen })];
}
