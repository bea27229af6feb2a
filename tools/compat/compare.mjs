// @ts-check
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testPackages } from "../lab/aptPackages.mjs";
import { runInSight } from "../lab/command.mjs";
import { rootFolder } from "../lab/folders.mjs";
import { Problem } from "../lab/problem.mjs";
import { showProgress } from "../lab/progress.mjs";
import { sdkGenerator } from "../lab/sdkGenerator.mjs";
import { setUp } from "../lab/setUp.mjs";
import { yamlHostFolder } from "../lab/yamlHost.mjs";
import { lookAt } from "./look.mjs";
import { writePage } from "./page.mjs";
import { HOST } from "./request.mjs";
import { record } from "./results.mjs";
import { worldOf } from "./world.mjs";

/** @import { Request } from "./request.mjs" */

const jest = join(rootFolder, "node_modules/jest/bin/jest.js");

/**
 * Prepares what `npm test` prepares, and runs the integration tests in the requested system.
 * @param {Request} request
 */
export async function compare(request) {
    const maker = request.system === HOST ? [] : ["debootstrap"];
    await setUp({ packages: [...testPackages, ...maker], withDaemons: false });
    await showProgress("SDK generator", (say) => sdkGenerator(say));
    await showProgress("YAML language host", (say) => yamlHostFolder(say));
    process.exitCode = (await runTests(request)) ? 0 : 1;
}

/**
 * Runs the tests and records their results.
 * @param {Request} request
 * @returns {Promise<boolean>} whether all passed
 */
export async function runTests(request) {
    const env = await worldOf(request);
    const versions = await showProgress("Versions", () => lookAt(env));
    console.log(JSON.stringify(versions, undefined, 4));
    const folder = await mkdtemp(join(tmpdir(), "xplab-compat-"));
    try {
        const file = join(folder, "results.json");
        const words = ["--selectProjects", "integration", "--json", `--outputFile=${file}`];
        const succeeded = await runInSight("node", [jest, ...words, ...request.jest], {
            cwd: rootFolder,
            env,
        }).then(
            () => true,
            () => false,
        );
        await writePage(await record(request, versions, await readResults(file)));
        return succeeded;
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

/** @param {string} file */
async function readResults(file) {
    const text = await readFile(file, "utf8").catch(() => {
        throw new Problem(
            "jest ended without results.",
            "The output above says why. Fix it, and run again.",
        );
    });
    return JSON.parse(text);
}
