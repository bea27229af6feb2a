import { validateSetupAnswers } from "../../../src/xp/setup/setupAnswers";
import { answers } from "./answers";

test("accepts valid answers", () => {
    const given = {
        fullName: "Ä. Müller – €",
        adminPassword: "p4ss; w=rd ,[x]",
        commands: ["ver"],
    };
    expect(validateSetupAnswers(answers(given))).toEqual([]);
    expect(validateSetupAnswers({})).toEqual([]);
});

const PEOPLE = 'must consist of Western European letters (Windows-1252) without " and %';
const PASSWORD =
    'must consist of at most 127 printable ASCII characters without ", % and \\, and not a * alone';

test.each([
    [{ fullName: "日本" }, "fullName", PEOPLE],
    [{ fullName: 'a"b' }, "fullName", PEOPLE],
    [{ organization: "100 %" }, "organization", PEOPLE],
    [{ organization: "a\r\nb" }, "organization", PEOPLE],
    [{ adminPassword: "pässword" }, "adminPassword", PASSWORD],
    [{ adminPassword: "*" }, "adminPassword", PASSWORD],
    [{ adminPassword: "a\\" }, "adminPassword", PASSWORD],
    [{ adminPassword: "x".repeat(128) }, "adminPassword", PASSWORD],
    [
        { commands: ["ver", "ver\r\nver"] },
        "commands,1",
        "must consist of one line of printable ASCII characters",
    ],
])("refuses %j without quoting it", (given, path, text) => {
    const found = validateSetupAnswers(answers(given));
    expect(found.map((one) => [one.path.join(), one.message])).toEqual([
        [path, `${text} [answer-not-writable]`],
    ]);
});

test.each([
    "",
    "AAAAA-BBBBB-CCCCC-DDDDD",
    "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-",
    "AAAAABBBBBCCCCCDDDDDEEEEE",
])("refuses the product key %j", (productKey) => {
    expect(validateSetupAnswers({ productKey })).toEqual([
        {
            path: ["productKey"],
            message:
                "must be five groups of five letters and digits, joined by dashes [product-key-malformed]",
        },
    ]);
});
