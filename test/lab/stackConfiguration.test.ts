import { holdsOnlySalt } from "../../tools/lab/stackConfiguration.mjs";

const salt = "encryptionsalt: v1:abc=:v1:def=\n";

test.each([
    ["the salt", salt, true],
    ["nothing", "", true],
    ["the salt and an empty configuration", `${salt}config: {}\n`, true],
    ["the salt and an emptied configuration", `${salt}config:\n`, true],
    ["a setting", `${salt}config:\n  xp-lab:image: /images/xp.qcow2\n`, false],
    ["a setting on one line", `${salt}config: { xp-lab:image: /images/xp.qcow2 }\n`, false],
    ["a comment, which somebody wrote", `# the patient's lab\n${salt}`, false],
    ["another key", `${salt}secretsprovider: passphrase\n`, false],
])("a file that holds %s", (_case, text, expected) => {
    expect(holdsOnlySalt(text)).toBe(expected);
});
