import * as errors from "../../errors";
import type { Issue } from "../../schema/core/resource";
import type { HostDevices } from "../../xp/hardware/hostDevices";
import { hasDhcp } from "../../xp/reach/reach";
import { eachOnItsNetwork, type Plugged, type PluggedMachines } from "./plugged";
import { validateMachineReadiness, type Asked } from "./readyRules";

interface Wanted {
    readonly cleanState?: { readonly readyWhen?: Asked | undefined } | undefined;
    readonly readyWhen?: Asked | undefined;
    readonly keepDisk?: boolean | undefined;
    readonly results?: unknown;
    readonly hostDevices?: HostDevices | undefined;
}

/** Each machine's own clean state, on the network that it is plugged into. */
export const validateCleanStates = (lab: PluggedMachines<Wanted>): Issue[] =>
    eachOnItsNetwork(lab, validateCleanState);

/** What goes with a clean state, and what does not. */
export function validateCleanState(on: Plugged, machine: Wanted): Issue[] {
    const { reach = "dhcp" } = on;
    const { cleanState, readyWhen, keepDisk, results, hostDevices } = machine;
    if (cleanState === undefined) return [];
    const isReady = readyWhen !== undefined || cleanState.readyWhen !== undefined;
    return [
        ...validateMachineReadiness(on, cleanState.readyWhen).map(({ path, message }) => ({
            path: ["cleanState", ...path],
            message,
        })),
        ...(readyWhen !== undefined && cleanState.readyWhen !== undefined
            ? [errors.readyWhenTwice(["cleanState", "readyWhen"])]
            : []),
        ...(!isReady && !hasDhcp(reach)
            ? [errors.cleanStateNeedsReady(["cleanState", "readyWhen"], { reach })]
            : []),
        ...(keepDisk === true ? [errors.cleanStateOfKeptDisk(["cleanState"])] : []),
        ...(Object.keys(hostDevices?.usb ?? {}).length > 0
            ? [errors.cleanStateWithUsb(["cleanState"])]
            : []),
        ...(results === undefined ? [] : [errors.cleanStateWithResults(["cleanState"])]),
    ];
}
