import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { TIME_ZONES } from "../../src/xp/setup/timeZones";
import { answerFile } from "../integration/support/guest/answerFile";

const programs = resolve(__dirname, "../../tools/stand-in/guest/bin");

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "setup-problems-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(program: string, text: string, ...args: string[]): string[] {
    const file = join(folder, "winnt.sif");
    writeFileSync(file, text);
    const env = { PATH: `${programs}:${process.env["PATH"] ?? ""}` };
    const printed = execFileSync(program, [file, ...args], { env, encoding: "utf8" });
    return printed.split("\n").slice(0, -1);
}

test("finds no problem in a complete answer file", () => {
    expect(run("setup-problems", answerFile())).toEqual([]);
});

test.each([
    ["ProductKey", undefined, "[UserData] has no ProductKey"],
    ["ProductKey", "12345", '[UserData] ProductKey is "12345"'],
    ["AdminPassword", undefined, "[GuiUnattended] has no AdminPassword"],
    ["OemSkipEula", "No", '[Unattended] OemSkipEula is "No"'],
    ["MsDosInitiated", '"1"', '[Data] MsDosInitiated is "1"'],
    [
        "ProductKey",
        "BBBBB-CCCCC-DDDDD-FFFFF-GGGG0",
        '[UserData] ProductKey is "BBBBB-CCCCC-DDDDD-FFFFF-GGGG0"',
    ],
    ["TimeZone", "84", '[GuiUnattended] TimeZone is "84"'],
    ["ComputerName", "0012345", '[UserData] ComputerName is "0012345"'],
    ["ComputerName", "Lab", `[UserData] ComputerName is the workgroup's name "Lab"`],
    ["FullName", '"  "', '[UserData] FullName is "  "'],
    ["JoinWorkgroup", undefined, "[Identification] has no JoinWorkgroup|JoinDomain"],
])("refuses %s = %p", (key, value, problem) => {
    expect(run("setup-problems", answerFile({ [key]: value }))).toEqual([problem]);
});

test("ignores keys of other sections", () => {
    const moved = answerFile({ ProductKey: undefined }).replace(
        "[Networking]",
        "[Networking]\r\nProductKey=BBBBB-CCCCC-DDDDD-FFFFF-GGGGG",
    );
    expect(run("setup-problems", moved)).toEqual(["[UserData] has no ProductKey"]);
});

test("requires lines that end in CR LF", () => {
    expect(run("setup-problems", answerFile().replaceAll("\r", ""))).toEqual([
        "a line does not end in CR LF",
    ]);
});

test.each([
    ["plain ; comment", "plain"],
    ['"quoted ; no comment" ; comment', "quoted ; no comment"],
    ["a=b", "a=b"],
    ['""', ""],
])("reads the value %p", (written, value) => {
    expect(run("sif", answerFile({ FullName: written }), "userdata", "FULLNAME")).toEqual([value]);
});

test("reads a section in order", () => {
    const commands = answerFile({}, ['"first = 1"', '"second"']);
    expect(run("sif", commands, "GuiRunOnce")).toEqual(["first = 1", "second"]);
});

test("accepts every time zone that the product writes", () => {
    for (const { index } of TIME_ZONES) {
        expect([index, run("setup-problems", answerFile({ TimeZone: `${index}` }))]).toEqual([
            index,
            [],
        ]);
    }
});
