import { pause } from "../rpc/deadline";
import { ConnectError, type ConnectErrorReason } from "../errors";

/** How a socket fails while its daemon restarts. */
const passing: readonly ConnectErrorReason[] = ["missing", "refused", "failed"];

const firstDelayMs = 50;
const delayMsMax = 1000;

/** Dials repeatedly for `patienceMs`, with growing pauses, until the daemon is back. */
export async function redial<T>(
    dial: () => Promise<T>,
    patienceMs: number,
    signal: AbortSignal,
): Promise<T> {
    const giveUpAt = performance.now() + patienceMs;
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, delayMsMax)) {
        try {
            return await dial();
        } catch (error) {
            if (!mayPass(error) || performance.now() + delayMs > giveUpAt) {
                throw error;
            }
        }
        await pause(delayMs, signal);
    }
}

function mayPass(error: unknown): boolean {
    return error instanceof ConnectError && passing.includes(error.reason);
}
