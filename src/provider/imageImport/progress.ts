import type { CallContext } from "../lifecycle/resource";

const MILLISECONDS_BETWEEN_LINES = 1000;

/** Tells how far something has come, at most once a second. */
export function progressOf(log: CallContext["log"], now: () => number = Date.now) {
    let told = now();
    return (text: () => string): void => {
        if (now() - told < MILLISECONDS_BETWEEN_LINES) return;
        told = now();
        log("status", text());
    };
}

/** Bytes as a line of progress has them. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
