import type { ChangingCall, Side } from "./daemonProxy";
import type { FaultBench } from "./faultBench";
import type { Stack } from "../stack/stack";
import { runWithKill, type Victim } from "./runWithKill";

export interface KillPoint {
    readonly victim: Victim;
    readonly side: Side;
}

/** One resource at a time: calls beside the one that is hit would escape. */
export const ONE_AT_A_TIME = ["--parallel", "1"] as const;

/**
 * An operation that is run again after each kill until nothing is left to do. Each run is struck, by the next aim, at its
 * first call that was not hit before.
 *
 * @param hit Grows by the names of what is hit.
 * @param nameOf Calls of one name are hit once.
 */
export async function repeatWithKills(
    bench: FaultBench,
    stack: Stack,
    operation: "up" | "destroy",
    aims: Iterable<KillPoint>,
    hit: Set<string>,
    nameOf: (call: ChangingCall) => string = ({ label }) => label,
): Promise<void> {
    for (const { victim, side } of aims) {
        const isMoment = (call: ChangingCall) => call.side === side && !hit.has(nameOf(call));
        const args = [operation, ...ONE_AT_A_TIME];
        const struck = await runWithKill(bench, stack, args, { victim, isMoment });
        if (struck === undefined) return;
        hit.add(nameOf(struck));
    }
    throw new Error(`There were still calls that had not been hit after ${[...hit].join(", ")}.`);
}
