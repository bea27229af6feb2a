// @ts-check
import { run, runInSight } from "./command.mjs";
import { findExecutable } from "./executables.mjs";
import { Problem } from "./problem.mjs";

/** @import { RunOptions } from "./command.mjs" */

export const isRoot = process.getuid?.() === 0;

/** How a user types a command that needs root. */
export const rootPrefix = isRoot ? "" : "sudo ";

/**
 * Asks for the password while nothing else is on the screen.
 * @param {string} purpose
 */
export async function becomeAdministrator(purpose) {
    if (isRoot) {
        return;
    }
    if (!findExecutable("sudo")) {
        throw new Problem(
            `${purpose} needs root, and there is no sudo here.`,
            "Run the same command as root, or install sudo and allow yourself to use it.",
        );
    }
    await runInSight("sudo", ["-v"], {
        remedy: `${purpose} needs root. Run the same command as root or as a user who may use sudo.`,
    });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runAsRoot(command, args, options) {
    return isRoot ? run(command, args, options) : run("sudo", ["-n", command, ...args], options);
}
