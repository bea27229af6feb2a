// @ts-check
import { join } from "node:path";
import { run, runInSight } from "./command.mjs";
import { rootFolder } from "./folders.mjs";
import { labVariables, stackName } from "./labState.mjs";

/** @import { RunOptions } from "./command.mjs" */

/** The CLI, working on this checkout's lab. */
export class Pulumi {
    /** @param {string} cliFolder */
    constructor(cliFolder) {
        this.executable = join(cliFolder, "pulumi");
        /** @type {NodeJS.ProcessEnv} */
        const env = { ...process.env, ...labVariables() };
        env.PATH = `${cliFolder}:${env.PATH}`;
        // If these were set, Pulumi would use another passphrase or another stack.
        delete env.PULUMI_CONFIG_PASSPHRASE;
        delete env.PULUMI_STACK;
        this.options = { cwd: rootFolder, env };
    }

    /**
     * @param {readonly string[]} args
     * @param {Pick<RunOptions, "remedy" | "onLine">} [options]
     */
    run(args, options) {
        return run(this.executable, [...args, "--non-interactive"], {
            ...this.options,
            ...options,
        });
    }

    /**
     * Lets Pulumi show its own progress.
     * @param {readonly string[]} args
     * @param {Pick<RunOptions, "remedy">} [options]
     */
    runInSight(args, options) {
        return runInSight(this.executable, args, { ...this.options, ...options });
    }
}

export const stackArguments = ["--stack", stackName];
