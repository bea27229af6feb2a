// @ts-check
import { join } from "node:path";
import { run } from "./command.mjs";
import { findExecutable } from "./executables.mjs";
import { rootFolder } from "./folders.mjs";
import { Problem } from "./problem.mjs";

/**
 * @typedef {object} GoBuild
 * @property {string} module folder with the go.mod that pins everything
 * @property {string} target package to build
 * @property {string} output
 * @property {string} [linkerFlags]
 */

/**
 * Builds one command from a pinned module.
 * @param {GoBuild} build
 * @param {(detail: string) => void} say
 * @param {AbortSignal} [signal]
 */
export async function buildGoCommand({ module, target, output, linkerFlags = "" }, say, signal) {
    const go = findExecutable("go");
    if (go === undefined) {
        throw new Problem(
            `"${target}" cannot be built, because Go is not on the PATH.`,
            "Install Go 1.26 or later, or the Pulumi CLI itself, and run the same command again.",
        );
    }
    let compiled = 0;
    const args = ["build", "-v", "-ldflags", `-s -w ${linkerFlags}`.trim(), "-o", output, target];
    await run(go, args, {
        cwd: join(rootFolder, module),
        onLine: (line) => say(line.startsWith("go: ") ? line : `${++compiled} packages compiled`),
        remedy: "Go fetches modules from GOPROXY: check the network and the proxy, then run it again.",
        ...(signal && { signal }),
    });
}
