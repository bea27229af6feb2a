import { validateSetupAnswers } from "../../../src/xp/setup/setupAnswers";
import { TIME_ZONES } from "../../../src/xp/setup/timeZones";
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

const PEOPLE =
    'must consist of at most 64 Western European letters (Windows-1252) without " and %, and not of blanks alone';
const PASSWORD =
    'must consist of at most 127 printable ASCII characters without ", % and \\, and not a * alone';

test.each([
    [{ fullName: "日本" }, "fullName", PEOPLE],
    [{ fullName: 'a"b' }, "fullName", PEOPLE],
    [{ fullName: "" }, "fullName", PEOPLE],
    [{ fullName: "   " }, "fullName", PEOPLE],
    [{ fullName: "\u00a0 " }, "fullName", PEOPLE],
    [{ organization: "x".repeat(65) }, "organization", PEOPLE],
    [{ fullName: "x".repeat(300) }, "fullName", PEOPLE],
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
    "BBBBB-CCCCC-DDDDD-FFFFF",
    "BBBBB-CCCCC-DDDDD-FFFFF-GGGGG-",
    "BBBBBCCCCCDDDDDFFFFFGGGGG",
    "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE",
    "BBBBB-CCCCC-DDDDD-FFFFF-GGGG0",
    "BBBBB-CCCCC-DDDDD-FFFFF-GGGG5",
])("refuses the product key %j", (productKey) => {
    expect(validateSetupAnswers({ productKey })).toEqual([
        {
            path: ["productKey"],
            message:
                "must be five groups of five characters of BCDFGHJKMPQRTVWXY2346789, joined by dashes [product-key-malformed]",
        },
    ]);
});

const messages = (given: Parameters<typeof validateSetupAnswers>[0]) =>
    validateSetupAnswers(given).map(({ path, message }) => `${path.join(".")} ${message}`);

test.each([
    [{ computerName: "0012345" }, 'must have a letter, and "0012345" has none'],
    [{ computerName: "12-34" }, 'must have a letter, and "12-34" has none'],
    [
        { computerName: "LAB", workgroup: "lab" },
        "must differ from workgroup, whatever the case of its letters",
    ],
    [{ computerName: "Workgroup" }, "must differ from workgroup, whatever the case of its letters"],
    [{ computerName: "system" }, 'must not be "system": Windows reserves this name'],
    [{ computerName: "Administrator" }, 'must not be "Administrator": Windows reserves this name'],
    [{ computerName: "NUL" }, 'must not be "NUL": Windows reserves this name'],
])("refuses the names %j", (given, why) => {
    expect(messages(given)).toEqual([`computerName ${why} [name-refused-by-setup]`]);
});

test("refuses a reserved workgroup, and accepts names that only resemble one", () => {
    expect(messages({ workgroup: "INTERNET" })).toEqual([
        'workgroup must not be "INTERNET": Windows reserves this name [name-refused-by-setup]',
    ]);
    expect(messages({ computerName: "*", workgroup: "WORKGROUP" })).toEqual([]);
    expect(messages({ computerName: "SYSTEM-1", workgroup: "12345" })).toEqual([]);
});

test.each([
    [84, '84; the nearest: 83, "Cape Verde Standard Time", (GMT-01:00) Cape Verde Islands; 85, '],
    [999, '999; the nearest: 300, "Tonga Standard Time", (GMT+13:00) Nuku\'alofa; 290, '],
    [-1, '-1; the nearest: 0, "Dateline Standard Time"'],
    ["Europe/Berlin", '"Europe/Berlin"; the nearest: 110, "W. Europe Standard Time"'],
    ["America/Mexico_City", '"America/Mexico_City"; the nearest: 30, "Mexico Standard Time"'],
    ["110", '"110" [time-zone-unknown]'],
    ["", '"" [time-zone-unknown]'],
])("refuses the time zone %j", (timeZone, text) => {
    const [found] = messages({ timeZone });
    expect(found).toContain("[time-zone-unknown]");
    expect(found).toContain(
        `timeZone must be the index or the name of a time zone of Windows XP, not ${text}`,
    );
});

test("accepts every time zone by its index and by its name in any case", () => {
    for (const { index, name } of TIME_ZONES) {
        expect([index, messages({ timeZone: index })]).toEqual([index, []]);
        expect([name, messages({ timeZone: name.toUpperCase() })]).toEqual([name, []]);
    }
    expect(new Set(TIME_ZONES.map(({ index }) => index)).size).toBe(TIME_ZONES.length);
    expect(new Set(TIME_ZONES.map(({ name }) => name)).size).toBe(TIME_ZONES.length);
});

test.each([
    ["   ", "must not be blank"],
    ["x".repeat(8191), "must have at most 8190 characters, not 8191: cmd ignores longer lines"],
    ["for %i in (a b) do echo %i", "must write the variable of a for loop with two percent signs"],
    ["@for /r %f in (*.exe) do x", "must write the variable of a for loop with two percent signs"],
])("refuses the command %.20p", (line, why) => {
    const [found] = messages({ commands: ["ver", line] });
    expect(found).toContain(`commands.1 ${why}`);
    expect(found).toContain("[command-not-batch]");
});

test.each(["for %%i in (a b) do echo %%i", "x".repeat(8190), "echo for %PATH% in the house"])(
    "accepts the command %.40p",
    (line) => expect(messages({ commands: [line] })).toEqual([]),
);
