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

interface Options {
    /** Calls with the same name are hit once. Default: the label. */
    readonly nameOf?: (call: ChangingCall) => string;
    readonly afterKill?: () => Promise<void>;
}

/**
 * Repeats an operation after each kill until nothing is left to do. The next kill point strikes each run at its
 * first call that was not hit before.
 *
 * @param hit Receives the names of the calls that were hit.
 */
export async function repeatWithKills(
    bench: FaultBench,
    stack: Stack,
    operation: "up" | "destroy",
    killPoints: Iterable<KillPoint>,
    hit: Set<string>,
    { nameOf = ({ label }: ChangingCall) => label, afterKill = async () => {} }: Options = {},
): Promise<void> {
    for (const { victim, side } of killPoints) {
        const isMoment = (call: ChangingCall) => call.side === side && !hit.has(nameOf(call));
        const args = [operation, ...ONE_AT_A_TIME];
        const killedAt = await runWithKill(bench, stack, args, { victim, isMoment });
        if (killedAt === undefined) return;
        hit.add(nameOf(killedAt));
        await afterKill();
    }
    throw new Error(`Calls were left when the kill points ran out, after ${[...hit].join(", ")}.`);
}
