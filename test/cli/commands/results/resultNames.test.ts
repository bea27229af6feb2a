import { resultNameProblem } from "../../../../src/cli/commands/results/resultNames";

test.each([
    "a",
    "Report 1.txt",
    "übung.doc",
    "日本.log",
    "trailing.",
    ".hidden",
    "-rf",
    "$(id)",
    "x".repeat(255),
])("accepts the name %j", (name) => expect(resultNameProblem(name)).toBeUndefined());

test.each([
    ["", "is not a file name"],
    [".", "is not a file name"],
    ["..", "is not a file name"],
    ["a/b", "has a character in its name that Windows does not allow"],
    ["/etc/passwd", "has a character in its name that Windows does not allow"],
    ["..\\b", "has a character in its name that Windows does not allow"],
    ["c:x", "has a character in its name that Windows does not allow"],
    ["a\0b", "has a control character in its name"],
    ["a\x1b[2J", "has a control character in its name"],
    ["a\x85", "has a control character in its name"],
    ["a\ud800", "has a control character in its name"],
    ["exe.\u202etxt", "has a control character in its name"],
    ["ä".repeat(128), "has a name that is too long for this system"],
])("refuses the name %j", (name, problem) => expect(resultNameProblem(name)).toBe(problem));
