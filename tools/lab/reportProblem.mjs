// @ts-check
import { paint } from "./colour.mjs";
import { Problem } from "./problem.mjs";

/** As in every command of xplab (docs/reference/errors.md). */
const defectExitCode = 70;

/**
 * Prints why a command gave up, and what to do, as the last thing it does.
 * @param {unknown} error
 */
export function reportProblem(error) {
    if (error instanceof Problem) {
        process.exitCode = 1;
        console.error(`\n${paint("red", "✗")} ${error.message}\n  ${error.remedy}`);
    } else {
        process.exitCode = defectExitCode;
        console.error(
            `\n${paint("red", "✗")} This is a bug in xplab, not your mistake.\n` +
                "  Report it with the text below, the command that you ran, and the versions of xplab, Pulumi, " +
                "libvirt and QEMU.\n  Leave out passwords, product keys and the stack's state. [bug]",
        );
        console.error(error);
    }
}
