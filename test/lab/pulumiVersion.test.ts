import { isRecentEnough } from "../../tools/lab/pulumiVersion.mjs";

test.each([
    ["v3.248.0", true],
    ["v3.255.0\n", true],
    ["3.1000.0", true],
    ["v3.248.1-alpha.1700000000+dirty", true],
    ["v3.247.9", false],
    ["v3.68.0", false],
    ["v2.999.0", false],
    ["v4.0.0", false],
    ["", false],
    ["command not found", false],
])("of a CLI that calls itself %j, recent enough is %s", (text, expected) => {
    expect(isRecentEnough(text)).toBe(expected);
});
