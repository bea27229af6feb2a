// @ts-check
import { relative } from "node:path";

const shownFiles = 20;

/** The part of `jest --json` that is shown. */
/** @typedef {{ testResults?: { name: string, startTime: number, endTime: number, assertionResults: unknown[] }[] }} TimedResults */

/**
 * A table of the test files that took longest.
 * @param {readonly TimedResults[]} results
 * @param {string} rootFolder what paths are relative to
 */
export function slowestFilesText(results, rootFolder) {
    const rows = results
        .flatMap(({ testResults = [] }) => testResults)
        .map(({ name, startTime, endTime, assertionResults }) => ({
            file: relative(rootFolder, name),
            seconds: (endTime - startTime) / 1000,
            tests: assertionResults.length,
        }))
        .sort((a, b) => b.seconds - a.seconds)
        .slice(0, shownFiles)
        .map(({ file, seconds, tests }) =>
            [seconds.toFixed(1).padStart(9), String(tests).padStart(7), `  ${file}`].join(""),
        );
    return [`The slowest ${rows.length} files:`, "  seconds  tests  file", ...rows].join("\n");
}
