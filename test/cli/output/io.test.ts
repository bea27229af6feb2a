import { outputOf } from "../../../src/cli/output/io";

const stream = (isTTY: boolean) => ({
    write: () => true,
    isTTY,
    hasColors: () => true,
    columns: 100,
});

test.each<[string, boolean, NodeJS.ProcessEnv, object]>([
    ["a terminal", true, {}, { isTerminal: true, hasColours: true, columns: 100 }],
    ["a pipe", false, {}, { isTerminal: false, hasColours: false, columns: undefined }],
    ["a terminal with NO_COLOR", true, { NO_COLOR: "1" }, { isTerminal: true, hasColours: false }],
    ["a terminal with both", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, { hasColours: false }],
])("has colours and a width on a terminal alone: %s", (_, isTTY, environment, expected) => {
    expect(outputOf(stream(isTTY) as never, environment)).toMatchObject(expected);
});
