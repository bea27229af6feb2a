// @ts-check
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testPackages } from "./aptPackages.mjs";
import { paint } from "./colour.mjs";
import { runInSight } from "./command.mjs";
import { rootFolder } from "./folders.mjs";
import { addResults, totalsText } from "./jestTotals.mjs";
import { showProgress } from "./progress.mjs";
import { requirePulumi } from "./pulumiCli.mjs";
import { sdkGenerator } from "./sdkGenerator.mjs";
import { setUp } from "./setUp.mjs";
import { yamlHostFolder } from "./yamlHost.mjs";

const checks = [
    { title: "Types", script: "typecheck", isJest: false },
    { title: "Lint", script: "lint", isJest: false },
    { title: "Unit tests", script: "unit", isJest: true },
    { title: "Integration tests", script: "integration", isJest: true },
];

/** `npm test`: everything that must hold, the quickest first; ends at the first failure. */
export async function test() {
    await setUp(testPackages);
    await showProgress("SDK generator", (say) => sdkGenerator(say));
    await showProgress("YAML language host", (say) => yamlHostFolder(say));
    const cliFolder = await requirePulumi();
    const env = {
        ...process.env,
        PATH: `${cliFolder}:${process.env.PATH}`,
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const folder = await mkdtemp(join(tmpdir(), "xplab-test-"));
    let totals = { passed: 0, failed: 0 };
    try {
        for (const { title, script, isJest } of checks) {
            const resultFile = join(folder, `${script}.json`);
            const extra = isJest ? ["--", "--json", `--outputFile=${resultFile}`] : [];
            const succeeded = await runCheck(title, ["run", "--silent", script, ...extra], env);
            totals = isJest ? addResults(totals, await readResults(resultFile)) : totals;
            if (!succeeded) {
                totals.failed ||= 1;
                process.exitCode = 1;
                return;
            }
        }
    } finally {
        await rm(folder, { recursive: true, force: true });
        console.log(`\n${totalsText(totals)}`);
    }
}

/**
 * @param {string} title
 * @param {readonly string[]} npmArguments
 * @param {NodeJS.ProcessEnv} env
 */
async function runCheck(title, npmArguments, env) {
    const startedMs = Date.now();
    console.log(`\n${paint("bold", title)}`);
    const succeeded = await runInSight("npm", npmArguments, { cwd: rootFolder, env }).then(
        () => true,
        () => false,
    );
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    const verdict = succeeded ? paint("green", "✓ passed") : paint("red", "✗ failed");
    console.log(`${title}: ${verdict} in ${seconds} s`);
    return succeeded;
}

/** @param {string} file */
async function readResults(file) {
    // A jest that could not even start has written none.
    return JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
}
