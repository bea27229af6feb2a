import type { ChangingCall, Side } from "./daemonProxy";
import type { FaultBench } from "./faultBench";
import type { Stack } from "../stack/stack";
import { runWithKill, type Victim } from "./runWithKill";

export interface KillPoint {
    readonly victim: Victim;
    readonly side: Side;
}

/** One resource at a time: parallel calls beside the one that is hit would be missed. */
export const ONE_AT_A_TIME = ["--parallel", "1"] as const;

/**
 * Repeats an operation after each kill until nothing is left to do. The next kill point strikes each run at its
 * first call that was not hit before.
 *
 * @param hit Receives the names of the calls that were hit.
 * @param nameOf Calls with the same name are hit once.
 */
export async function repeatWithKills(
    bench: FaultBench,
    stack: Stack,
    operation: "up" | "destroy",
    killPoints: Iterable<KillPoint>,
    hit: Set<string>,
    nameOf: (call: ChangingCall) => string = ({ label }) => label,
): Promise<void> {
    for (const { victim, side } of killPoints) {
        const isMoment = (call: ChangingCall) => call.side === side && !hit.has(nameOf(call));
        const args = [operation, ...ONE_AT_A_TIME];
        const killedAt = await runWithKill(bench, stack, args, { victim, isMoment });
        if (killedAt === undefined) return;
        hit.add(nameOf(killedAt));
    }
    throw new Error(`There were still calls that had not been hit after ${[...hit].join(", ")}.`);
}
