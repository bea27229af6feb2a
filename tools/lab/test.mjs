// @ts-check
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testPackages } from "./aptPackages.mjs";
import { paint } from "./colour.mjs";
import { run, runInSight } from "./command.mjs";
import { rootFolder } from "./folders.mjs";
import { addResults, totalsText } from "./jestTotals.mjs";
import { showProgress } from "./progress.mjs";
import { requirePulumi } from "./pulumiCli.mjs";
import { sdkGenerator } from "./sdkGenerator.mjs";
import { setUp } from "./setUp.mjs";
import { slowestFilesText } from "./slowestFiles.mjs";
import { yamlHostFolder } from "./yamlHost.mjs";

/** @typedef {{ title: string, script: string, isJest: boolean }} Check */

/**
 * The quickest stage first; the checks of a stage run in parallel.
 * @type {readonly (readonly Check[])[]}
 */
const stages = [
    [{ title: "Types", script: "typecheck", isJest: false }],
    [
        { title: "Unit tests", script: "unit", isJest: true },
        { title: "Lint", script: "lint", isJest: false },
    ],
    [{ title: "Integration tests", script: "integration", isJest: true }],
];

/** `npm test`: everything that must hold; ends after the first stage with a failure. */
export async function test() {
    await setUp({ packages: testPackages, withDaemons: false });
    await showProgress("SDK generator", (say) => sdkGenerator(say));
    await showProgress("YAML language host", (say) => yamlHostFolder(say));
    const cliFolder = await requirePulumi();
    const env = {
        ...process.env,
        PATH: `${cliFolder}:${process.env.PATH}`,
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const folder = await mkdtemp(join(tmpdir(), "xplab-test-"));
    const results = [];
    let succeeded = true;
    try {
        for (const stage of stages) {
            const outcomes = await runStage(stage, folder, env);
            results.push(...outcomes.map((outcome) => outcome.results));
            succeeded = outcomes.every((outcome) => outcome.succeeded);
            if (!succeeded) {
                break;
            }
        }
    } finally {
        await rm(folder, { recursive: true, force: true });
        report(results, succeeded);
    }
}

/**
 * @param {readonly Check[]} stage
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
function runStage([inSight, ...others], folder, env) {
    return Promise.all([
        ...(inSight === undefined ? [] : [runCheck(inSight, folder, env, runInSight)]),
        ...others.map((check) => runCheck(check, folder, env, showAtEnd)),
    ]);
}

/**
 * @param {Check} check
 * @param {string} folder for the results of jest
 * @param {NodeJS.ProcessEnv} env
 * @param {typeof runInSight} run
 */
async function runCheck({ title, script, isJest }, folder, env, run) {
    const startedMs = Date.now();
    console.log(`\n${paint("bold", title)}`);
    const resultFile = join(folder, `${script}.json`);
    const extra = isJest ? ["--", "--json", `--outputFile=${resultFile}`] : [];
    const options = { cwd: rootFolder, env };
    const succeeded = await run("npm", ["run", "--silent", script, ...extra], options).then(
        () => true,
        () => false,
    );
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    const verdict = succeeded ? paint("green", "✓ passed") : paint("red", "✗ failed");
    console.log(`${title}: ${verdict} in ${seconds} s`);
    return { succeeded, results: isJest ? await readResults(resultFile) : {} };
}

/**
 * Holds back a command's output until it ends, because another command is printing.
 * @type {typeof runInSight}
 */
async function showAtEnd(command, args, options) {
    /** @type {string[]} */
    const lines = [];
    try {
        await run(command, args, { ...options, onLine: (line) => lines.push(line) });
    } finally {
        lines.forEach((line) => console.log(line));
    }
}

/** @param {string} file */
async function readResults(file) {
    // A jest that could not even start has written none.
    return JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
}

/**
 * @param {readonly any[]} results as jest writes them
 * @param {boolean} succeeded
 */
function report(results, succeeded) {
    const totals = results.reduce(addResults, { passed: 0, failed: 0 });
    if (!succeeded) {
        totals.failed ||= 1;
        process.exitCode = 1;
    }
    console.log(`\n${slowestFilesText(results, rootFolder)}\n\n${totalsText(totals)}`);
}
