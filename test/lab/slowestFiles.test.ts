import { slowestFilesText } from "../../tools/lab/slowestFiles.mjs";

test("lists the files of all results, the slowest first", () => {
    const quick = { name: "/x/test/a.test.ts", startTime: 1000, endTime: 1250 };
    const slow = { name: "/x/test/b.itest.ts", startTime: 0, endTime: 61_500 };
    const results = [
        { testResults: [{ ...quick, assertionResults: [{}, {}] }] },
        {},
        { testResults: [{ ...slow, assertionResults: [{}] }] },
    ];
    expect(slowestFilesText(results, "/x")).toBe(
        [
            "The slowest 2 files:",
            "  seconds  tests  file",
            "     61.5      1  test/b.itest.ts",
            "      0.3      2  test/a.test.ts",
        ].join("\n"),
    );
});

test("lists no more than twenty", () => {
    const testResults = Array.from({ length: 30 }, (_, index) => ({
        name: `/x/${index}.test.ts`,
        startTime: 0,
        endTime: index,
        assertionResults: [],
    }));
    expect(slowestFilesText([{ testResults }], "/x").split("\n")).toHaveLength(22);
});
