// @ts-check
import { paint } from "./colour.mjs";
import { Problem } from "./problem.mjs";

/**
 * Prints why a command gave up, and what to do, as the last thing it does.
 * @param {unknown} error
 */
export function reportProblem(error) {
    process.exitCode = 1;
    if (error instanceof Problem) {
        console.error(`\n${paint("red", "✗")} ${error.message}\n  ${error.remedy}`);
    } else {
        console.error(
            `\n${paint("red", "✗")} This is a defect of xplab's set-up, please report it:`,
        );
        console.error(error);
    }
}
