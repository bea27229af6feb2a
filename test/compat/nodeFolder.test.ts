import { newest } from "../../tools/compat/nodeFolder.mjs";

test.each([
    ['"22.23.5"', "22.23.5"],
    ['["22.9.0", "22.10.1", "22.10.0"]', "22.10.1"],
])("of %s the newest version is %s", (json, version) => {
    expect(newest(json)).toBe(version);
});
