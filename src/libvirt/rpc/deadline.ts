import { setTimeout as sleep } from "node:timers/promises";

import { libvirtTimedOut } from "../../errors";
import { TimeoutError } from "../errors";

/** Node fires timers with longer delays immediately. */
const timerMsMax = 2 ** 31 - 1;

/** How long a caller waits, and its signal to stop waiting. */
export interface Limits {
    timeoutMs: number;
    signal?: AbortSignal | undefined;
}

/**
 * Runs `work` with a signal that fires with a TimeoutError at the time limit, or with the caller's
 * own reason. `what` completes the sentence "libvirt did not answer …".
 */
export async function withDeadline<T>(
    limits: Limits,
    what: string,
    work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
    limits.signal?.throwIfAborted();
    const controller = new AbortController();
    const stop = () => controller.abort(limits.signal?.reason);
    const expire = () => controller.abort(timedOut(what, limits.timeoutMs));
    const timer = setTimeout(expire, Math.min(limits.timeoutMs, timerMsMax));
    limits.signal?.addEventListener("abort", stop, { once: true });
    try {
        return await work(controller.signal);
    } finally {
        clearTimeout(timer);
        limits.signal?.removeEventListener("abort", stop);
    }
}

/** Settles as `promise` does, or rejects with the signal's reason when that comes first. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
    let stop = () => {};
    const aborted = new Promise<never>((_resolve, reject) => {
        stop = () => reject(signal.reason);
        if (signal.aborted) {
            stop();
        }
        signal.addEventListener("abort", stop, { once: true });
    });
    try {
        return await Promise.race([promise, aborted]);
    } finally {
        signal.removeEventListener("abort", stop);
    }
}

/** Waits, unless the signal fires first. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
        await sleep(ms, undefined, { signal });
    } catch {
        throw signal.reason;
    }
}

const timedOut = (what: string, timeoutMs: number) =>
    new TimeoutError(libvirtTimedOut.text({ what, timeoutMs }));
