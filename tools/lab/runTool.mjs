// @ts-check
import { isInterrupted, passOnSignals } from "./interruption.mjs";
import { requireNode } from "./nodeVersion.mjs";
import { reportProblem } from "./reportProblem.mjs";

/**
 * Runs the work of a command line, and reports how it failed.
 * @param {() => Promise<void>} work
 * @param {string} interruptedText what to say after Ctrl-C or another signal
 */
export async function runTool(work, interruptedText) {
    passOnSignals();
    try {
        requireNode(process.versions.node);
        await work();
    } catch (error) {
        if (isInterrupted()) {
            console.error(`\n${interruptedText}`);
            process.exitCode = 130;
        } else {
            reportProblem(error);
        }
    }
}
