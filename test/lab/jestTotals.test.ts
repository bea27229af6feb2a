import { addResults, totalsText } from "../../tools/lab/jestTotals.mjs";

test("adds up both projects, a file that cannot run as one failure", () => {
    const unit = addResults({ passed: 0, failed: 0 }, { numPassedTests: 40, numFailedTests: 0 });
    const results = { numPassedTests: 2, numFailedTests: 1, numRuntimeErrorTestSuites: 1 };
    expect(totalsText(addResults(unit, results))).toBe("42 passed, 2 failed");
});

test("counts nothing where jest wrote no results", () => {
    expect(addResults({ passed: 1, failed: 2 }, {})).toEqual({ passed: 1, failed: 2 });
});
