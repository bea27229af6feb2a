import * as errors from "../errors";
import type { Issue } from "../schema/resource";
import type { HostDevices } from "../xp/hostDevices";
import { hasDhcp, type Reach } from "../xp/reach";
import { readinessFitsReach, type Asked } from "./readyRules";

interface Wanted {
    readonly cleanState?: { readonly readyWhen?: Asked | undefined } | undefined;
    readonly readyWhen?: Asked | undefined;
    readonly keepDisk?: boolean | undefined;
    readonly results?: unknown;
    readonly hostDevices?: HostDevices | undefined;
}

interface Machines {
    readonly networks?:
        Readonly<Record<string, { readonly reach?: Reach | undefined }>> | undefined;
    readonly machines: Readonly<Record<string, Wanted & { readonly network?: string | undefined }>>;
}

/** Each machine's own clean state, on the network that it is plugged into. */
export function cleanStatesFit({ machines, networks = {} }: Machines): Issue[] {
    return Object.entries(machines).flatMap(([key, { network, ...machine }]) => {
        const on = network === undefined ? Object.values(networks)[0] : networks[network];
        return cleanStateFits(on?.reach ?? "dhcp", machine).map(({ path, message }) => ({
            path: ["machines", key, ...path],
            message,
        }));
    });
}

/** What goes with a clean state, and what does not. */
export function cleanStateFits(reach: Reach, machine: Wanted): Issue[] {
    const { cleanState, readyWhen, keepDisk, results, hostDevices } = machine;
    if (cleanState === undefined) return [];
    const isReady = readyWhen !== undefined || cleanState.readyWhen !== undefined;
    return [
        ...readinessFitsReach(reach, cleanState.readyWhen).map(({ path, message }) => ({
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
