// @ts-check
/** @import { ChildProcess } from "node:child_process" */

/** @type {Set<ChildProcess>} */
const children = new Set();
let interruptedAtMs = 0;

/** True once the user pressed Ctrl-C or the process was asked to end. */
export function isInterrupted() {
    return interruptedAtMs > 0;
}

/**
 * Children get one SIGINT and may finish their current work; a later signal ends them.
 * On a terminal the kernel has already sent Ctrl-C to all of them, and Pulumi quits at once on a second
 * SIGINT, leaving its lock behind.
 */
export function passOnSignals() {
    process.on("SIGINT", () => interrupt(!process.stdin.isTTY));
    process.on("SIGTERM", () => interrupt(true));
}

/** @param {ChildProcess} child */
export function endWithUs(child) {
    children.add(child);
    child.once("close", () => children.delete(child));
}

/** @param {boolean} forward */
function interrupt(forward) {
    const nowMs = Date.now();
    // npm repeats the terminal's signal to its script within milliseconds.
    if (isInterrupted() && nowMs - interruptedAtMs < 1000) {
        return;
    }
    const signal = isInterrupted() ? "SIGTERM" : "SIGINT";
    if (forward || isInterrupted()) {
        children.forEach((child) => child.kill(signal));
    }
    interruptedAtMs = nowMs;
    if (children.size === 0) {
        process.exit(130);
    }
}
