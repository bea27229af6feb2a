import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "../../../libvirt";
import { type Check, type Finding, type Probe, problem } from "./check";

/** A check's name and what it has found. */
export interface Result extends Finding {
    readonly name: string;
}

const LIMIT_SECONDS = 60;

/** Makes all checks at once, each in its time. */
export function examine(
    checks: readonly Check[],
    probe: Probe,
    limitSeconds = LIMIT_SECONDS,
): Promise<Result[]> {
    return Promise.all(
        checks.map(async ({ name, check }) => {
            const done = new AbortController();
            const limit = sleep(limitSeconds * 1000, late(limitSeconds), { signal: done.signal });
            try {
                return { name, ...(await Promise.race([tried(check, probe), limit])) };
            } finally {
                done.abort();
                limit.catch(() => undefined);
            }
        }),
    );
}

async function tried(check: Check["check"], probe: Probe): Promise<Finding> {
    try {
        return await check(probe);
    } catch (error) {
        // One check tells why there is no connection; the others need not.
        if (error instanceof ConnectError)
            return { status: "skipped", detail: "libvirt does not answer" };
        const what = error instanceof Error ? error.message : String(error);
        return problem(what, "Mend what it names and run again.");
    }
}

const late = (seconds: number): Finding =>
    problem(
        `no answer within ${seconds} s`,
        "Look at the load of the machine and at libvirtd's log.",
    );
