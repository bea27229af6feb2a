// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.mjs";
import { rootFolder } from "./folders.mjs";

/** @import { Need } from "./need.mjs" */

/**
 * Compiles the sources; the compiler itself knows what is up to date.
 * @param {AbortSignal} [signal]
 */
export function buildProgram(signal) {
    return run("npm", ["run", "--silent", "build"], { cwd: rootFolder, ...(signal && { signal }) });
}

/** @returns {Need} */
export function programNeed() {
    const built = existsSync(join(rootFolder, "dist/program.js"));
    return {
        title: "xplab itself",
        missing: built ? [] : ["dist/program.js"],
        command: "npm run build",
        provide: (_say, signal) => buildProgram(signal),
    };
}
