import { holdsOnlySalt, withSchema } from "../../tools/lab/stackConfiguration.mjs";

const salt = "encryptionsalt: v1:abc=:v1:def=\n";

test.each([
    ["the salt", salt, true],
    ["the salt below the schema's name", withSchema(salt), true],
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

test("the schema is named once, above what is there", () => {
    const named = `# yaml-language-server: $schema=config.schema.json\n${salt}`;
    expect([withSchema(salt), withSchema(named)]).toEqual([named, named]);
});
