import { cleanMarkOf, markText, withCleanMark } from "../../../src/xml/domain/cleanMark";
import { print } from "../../../src/xml/tree/element";
import { parse } from "../../../src/xml/tree/parse";

const OTHER = "<xplab:mark xmlns:xplab='urn:xplab:mark:1' token='t' urn='u'/>";
const domain = (metadata: string) => parse(`<domain><name>xp</name>${metadata}</domain>`);

const state = {
    takenAt: "2026-11-25T19:00:00.000Z",
    seconds: 2.5,
    memoryFile: { file: "/images/m", bytes: 1, modified: "1.5", sha256: "a" },
    disks: [],
    qemuVersion: "7.2.22",
    machineType: "pc-i440fx-7.2",
    memoryMiB: 256,
    cpuModel: "qemu64",
    hardwareSha256: "b",
};

test.each([`<metadata>${OTHER}</metadata>`, ""])("reads a written mark beside %j", (before) => {
    const marked = withCleanMark(domain(before), { file: "/images/m", state });
    const stored = parse(print(marked));
    expect(cleanMarkOf(stored)).toEqual({ file: "/images/m", state });
    expect(print(withCleanMark(stored, undefined))).toBe(print(domain(before || "<metadata/>")));
});

test("reads only the file of an incomplete mark", () => {
    const marked = withCleanMark(domain(""), { file: "/images/m", state: undefined });
    expect(cleanMarkOf(marked)).toEqual({ file: "/images/m", state: undefined });
    expect(markText({ file: "/images/m" })).toBe("<state file='/images/m'/>\n");
});

test.each(["{}", "{", '{"takenAt":1}'])("ignores an unreadable state: %s", (text) => {
    const element = `<metadata><xplab-clean:state xmlns:xplab-clean='urn:xplab:clean:1' file='/images/m'>${text}</xplab-clean:state></metadata>`;
    expect(cleanMarkOf(domain(element))).toEqual({ file: "/images/m", state: undefined });
});

test("reads no mark from a definition without one", () => {
    expect(cleanMarkOf(domain(`<metadata>${OTHER}</metadata>`))).toBeUndefined();
});
