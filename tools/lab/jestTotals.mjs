// @ts-check

/** @typedef {{ passed: number, failed: number }} Totals */
/** The part of `jest --json` that is counted. */
/** @typedef {{ numPassedTests?: number, numFailedTests?: number, numRuntimeErrorTestSuites?: number }} JestResults */

/**
 * A file that cannot be run counts as one failure: jest counts none of its tests.
 * @param {Totals} totals
 * @param {JestResults} results
 * @returns {Totals}
 */
export function addResults({ passed, failed }, results) {
    const { numPassedTests = 0, numFailedTests = 0, numRuntimeErrorTestSuites = 0 } = results;
    return {
        passed: passed + numPassedTests,
        failed: failed + numFailedTests + numRuntimeErrorTestSuites,
    };
}

/** @param {Totals} totals */
export function totalsText({ passed, failed }) {
    return `${passed} passed, ${failed} failed`;
}
