import * as errors from "../../errors";
import type { Issue, Rule } from "../../schema/core/resource";
import { isOutput } from "../args/checkArgs";
import { hasCable, hasDhcp, isRisky, RISK, type Reach } from "../../xp/reach/reach";

interface NetworkSettings {
    readonly reach?: Reach | undefined;
    readonly interface?: string | undefined;
    readonly accept?: string | undefined;
    readonly resolver?: boolean | undefined;
    readonly open?: readonly unknown[] | undefined;
    readonly capture?: boolean | undefined;
}

/** The others are asked when what they look at can be judged. */
export const networkRules: readonly Rule<NetworkSettings>[] = [
    (network) => {
        const open = validatePlainNetwork(network);
        return open.length > 0 ? open : rulesOfPlain.flatMap((rule) => rule(network));
    },
];

const rulesOfPlain: readonly Rule<NetworkSettings>[] = [
    validateRiskAccepted,
    validateInterfaceName,
    validateResolver,
    validateOpenPorts,
    validateCapture,
];

function validatePlainNetwork(network: NetworkSettings): Issue[] {
    return Object.entries(network)
        .filter(([, value]) => isOutput(value))
        .map(([field]) => errors.outputWherePlain([], { field }));
}

/** Only the exact words count, and the shape has compared them. */
export function validateRiskAccepted({ reach = "dhcp", accept }: NetworkSettings): Issue[] {
    return isRisky(reach) && accept === undefined
        ? [errors.riskNotAccepted(["accept"], { risk: RISK, reach })]
        : [];
}

export function validateInterfaceName({
    reach = "dhcp",
    interface: bridge,
}: NetworkSettings): Issue[] {
    const path = ["interface"];
    if (reach === "interface" && bridge === undefined) return [errors.bridgeNotNamed(path)];
    return reach !== "interface" && bridge !== undefined
        ? [errors.notWithReach(path, { reach })]
        : [];
}

export function validateResolver({ reach = "dhcp", resolver }: NetworkSettings): Issue[] {
    return reach !== "internet" && resolver !== undefined
        ? [errors.notWithReach(["resolver"], { reach })]
        : [];
}

/** The rules of an open port name the host by its address on the network. */
export function validateOpenPorts({ reach = "dhcp", open }: NetworkSettings): Issue[] {
    return !hasDhcp(reach) && open !== undefined ? [errors.notWithReach(["open"], { reach })] : [];
}

/** A guest whose cable is out sends nothing, and QEMU would drop it before anything could record it (net/net.c). */
export function validateCapture({ reach = "dhcp", capture }: NetworkSettings): Issue[] {
    return !hasCable(reach) && capture === true
        ? [errors.notWithReach(["capture"], { reach })]
        : [];
}
