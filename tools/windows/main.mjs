// @ts-check
import { join } from "node:path";
import { cacheFolder } from "../lab/folders.mjs";
import { showProgress } from "../lab/progress.mjs";
import { requirePulumi } from "../lab/pulumiCli.mjs";
import { runTool } from "../lab/runTool.mjs";
import { parseOptions } from "./options.mjs";
import { Project } from "./project.mjs";
import { writeReport } from "./report.mjs";
import { productKey } from "./secretPrompt.mjs";
import { stages } from "./stages.mjs";

/** Checks with a real CD what xplab claims about Windows XP: npm run windows -- --iso FILE */

/** @import { Options } from "./options.mjs" */

/** @param {Options} options */
async function check(options) {
    const project = new Project(options.folder, await requirePulumi());
    if (options.remove) {
        await showProgress("Removing the check, its image and the stored key", () =>
            project.remove(),
        );
        return;
    }
    await project.prepare(options);
    const hasKey = await project.hasProductKey();
    if (!hasKey) await project.setProductKey(await productKey(options.keyFile));
    try {
        await runStages(project, options);
    } catch (error) {
        await removeMachines(project);
        throw error;
    }
    const progress = await project.progress();
    const key = (await project.run(["config", "get", "productKey"])).trim();
    const { claims, isWindows } = await writeReport(project, progress, options, key);
    await showProgress("Removing the machines, the image and the stored key", () =>
        project.remove(),
    );
    const seen = claims.filter(({ outcome }) => outcome === "seen").length;
    console.log(`\n${seen} of ${claims.length} claims were seen. The report is in ${options.out}.`);
    console.log(
        isWindows
            ? "Look at report.md and patient.png, and send both and report.json to the project. They name no key, user or host."
            : "This was not Windows XP: the report proves nothing about it, and there is nothing to send.",
    );
}

/**
 * The image stays for the next run; a machine would only use memory. Before there is an image, there is no machine either, and
 * an update would begin to install again.
 * @param {Project} project
 */
async function removeMachines(project) {
    const { install } = await project.progress();
    if (install !== undefined) await project.up("none").catch(() => undefined);
}

/**
 * @param {Project} project
 * @param {Options} options
 */
async function runStages(project, options) {
    for (const [name, work] of Object.entries(stages)) {
        const progress = await project.progress();
        if (progress[name] !== undefined) {
            console.log(`✓ ${name} (an earlier run)`);
            continue;
        }
        const began = Date.now();
        const result = await showProgress(name, () => work(project, options));
        const seconds = (Date.now() - began) / 1000;
        await project.store({ ...progress, [name]: { ...result, seconds } });
    }
}

await runTool(
    () => check(parseOptions(process.argv.slice(2), join(cacheFolder, "windows"))),
    "Interrupted. The same command continues; --remove removes everything.",
);
