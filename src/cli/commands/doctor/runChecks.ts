import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "../../../libvirt";
import { type Check, type Finding, type Probe, problem, skipped } from "./check";

/** A finding, and the check that made it. */
export interface Result extends Finding {
    readonly name: string;
}

const LIMIT_SECONDS = 60;

/** Runs all checks at once, each with a time limit. */
export function runChecks(
    checks: readonly Check[],
    probe: Probe,
    limitSeconds = LIMIT_SECONDS,
): Promise<Result[]> {
    return Promise.all(
        checks.map(async ({ name, check }) => {
            const done = new AbortController();
            const limit = sleep(limitSeconds * 1000, timedOut(limitSeconds), {
                signal: done.signal,
            });
            try {
                return { name, ...(await Promise.race([runCheck(check, probe), limit])) };
            } finally {
                done.abort();
                limit.catch(() => undefined);
            }
        }),
    );
}

async function runCheck(check: Check["check"], probe: Probe): Promise<Finding> {
    try {
        return await check(probe);
    } catch (error) {
        // The check of libvirt itself reports the reason.
        if (error instanceof ConnectError) return skipped("libvirt does not answer");
        const message = error instanceof Error ? error.message : String(error);
        return problem(message, "Fix this and run xplab doctor again.");
    }
}

const timedOut = (seconds: number): Finding =>
    problem(`no answer within ${seconds} s`, "Check the machine's load and libvirtd's log.");
