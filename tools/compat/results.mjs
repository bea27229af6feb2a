// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { rootFolder } from "../lab/folders.mjs";

/** @import { Versions } from "./look.mjs" */
/** @import { Request } from "./request.mjs" */

const resultsFile = join(rootFolder, "tools/compat/results.json");

/** The part of `jest --json` that is recorded. */
/** @typedef {{ status: string, fullName: string }} JestTest */
/** @typedef {{ name: string, status: string, assertionResults: JestTest[] }} JestFile */
/** @typedef {{ testResults: JestFile[] }} JestResults */

/** @typedef {{ passed: number, failed: string[] }} FileResult */
/**
 * Results of the newest run of each file, on one set of versions.
 * @typedef {object} SystemResult
 * @property {string} system
 * @property {string} daemons
 * @property {string} date of the last run
 * @property {Versions} versions
 * @property {Record<string, FileResult>} files
 */

/**
 * @param {Request} request
 * @param {Versions} versions
 * @param {JestResults} run
 */
export async function record(request, versions, run) {
    /** @type {SystemResult[]} */
    const known = JSON.parse(await readFile(resultsFile, "utf8").catch(() => "[]"));
    const { system, daemons } = request;
    const date = new Date().toISOString().slice(0, 10);
    const results = withRun(known, { system, daemons, date, versions, files: filesOf(run) });
    await writeFile(resultsFile, `${JSON.stringify(results, undefined, 4)}\n`);
    return results;
}

/**
 * Files that were not run keep their result as long as nothing else has changed.
 * @param {readonly SystemResult[]} known
 * @param {SystemResult} latest
 * @returns {SystemResult[]}
 */
export function withRun(known, latest) {
    const same = known.find((one) => keyOf(one) === keyOf(latest));
    const isSameVersion = JSON.stringify(same?.versions) === JSON.stringify(latest.versions);
    const files = { ...(isSameVersion && same?.files), ...latest.files };
    const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
    return [
        ...known.filter((one) => one !== same),
        { ...latest, files: Object.fromEntries(sorted) },
    ].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** @param {SystemResult} result */
const keyOf = ({ system, daemons, versions: { node, firewall } }) =>
    [system, daemons, firewall, Number.parseInt(node)].join(" ");

/**
 * @param {JestResults} run
 * @returns {Record<string, FileResult>}
 */
export function filesOf({ testResults }) {
    return Object.fromEntries(
        testResults.map(({ name, status, assertionResults }) => {
            const failed = assertionResults
                .filter((test) => test.status === "failed")
                .map(({ fullName }) => fullName);
            const passed = assertionResults.filter((test) => test.status === "passed").length;
            // It could not be loaded, or left something on its host.
            const whole = status === "failed" && failed.length === 0 ? ["the file as a whole"] : [];
            return [relative(rootFolder, name), { passed, failed: [...failed, ...whole] }];
        }),
    );
}
