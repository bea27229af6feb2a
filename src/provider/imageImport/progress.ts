import type { CallContext } from "../lifecycle/resource";

const MILLISECONDS_BETWEEN_LINES = 1000;

/** Logs how far something has come, at most once a second. */
export function progressReporter(log: CallContext["log"], now: () => number = Date.now) {
    let logged = now();
    return (text: () => string): void => {
        if (now() - logged < MILLISECONDS_BETWEEN_LINES) return;
        logged = now();
        log("status", text());
    };
}

/** Bytes as a line of progress shows them. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
