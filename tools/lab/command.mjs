// @ts-check
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { endWithUs } from "./interruption.mjs";
import { Problem } from "./problem.mjs";

const shownLines = 40;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] every line of standard output and standard error
 * @property {AbortSignal} [signal] ends the command
 * @property {string} [remedy] what to do when the command fails
 */

/**
 * Runs a command to its end and returns its standard output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>}
 */
export async function run(command, args, options = {}) {
    const { cwd, env, signal } = options;
    const child = spawn(command, args, {
        stdio: ["ignore", "pipe", "pipe"],
        ...(cwd && { cwd }),
        ...(env && { env }),
        ...(signal && { signal }),
    });
    /** @type {string[]} */
    const output = [];
    /** @type {string[]} */
    const lastLines = [];
    /** @param {string} line */
    const see = (line) => {
        lastLines.push(line);
        lastLines.splice(0, lastLines.length - shownLines);
        options.onLine?.(line);
    };
    createInterface({ input: child.stdout }).on("line", (line) => {
        output.push(line);
        see(line);
    });
    createInterface({ input: child.stderr }).on("line", see);
    const outcome = await ended(child);
    if (outcome !== 0) {
        throw failure(command, args, outcome, lastLines, options.remedy);
    }
    return output.join("\n");
}

/**
 * Runs a command whose output is for the user.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Pick<RunOptions, "cwd" | "env" | "remedy">} [options]
 */
export async function runInSight(command, args, options = {}) {
    const { cwd, env } = options;
    const child = spawn(command, args, {
        stdio: "inherit",
        ...(cwd && { cwd }),
        ...(env && { env }),
    });
    const outcome = await ended(child);
    if (outcome !== 0) {
        throw failure(command, args, outcome, [], options.remedy);
    }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number | string>} the exit code, or what ended the command instead
 */
function ended(child) {
    endWithUs(child);
    return new Promise((resolve) => {
        child.once("error", (error) => resolve(error.message));
        child.once("close", (code, signal) => resolve(code ?? `ended by ${signal}`));
    });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {number | string} outcome
 * @param {readonly string[]} lastLines
 * @param {string} [remedy]
 */
function failure(command, args, outcome, lastLines, remedy) {
    const reason = typeof outcome === "number" ? `exit code ${outcome}` : outcome;
    const message = [`"${[command, ...args].join(" ")}" failed: ${reason}`, ...lastLines];
    return new Problem(
        message.join("\n    "),
        remedy ?? "Fix the problem reported above and run the same command again.",
    );
}
