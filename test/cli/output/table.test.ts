import stringWidth from "string-width";
import { table } from "../../../src/cli/output/table";
import { colourful, plain } from "../recordingIo";

const terminal = (columns: number) => ({ ...plain, isTerminal: true, columns });
const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join("");

test("lines columns up by the width that characters take on a terminal", () => {
    const rows = [
        ["日本語", "lab"],
        ["e\u0301tude", "lab"],
        ["💾", "lab"],
    ];
    expect(table(plain, rows)).toBe(lines("日本語  lab", "e\u0301tude   lab", "💾      lab"));
});

test("puts the texts of a cell below each other", () => {
    expect(table(plain, [["!", ["one", "two\nthree"], "x"]])).toBe(
        lines("!  one    x", "   two", "   three"),
    );
});

test("keeps lines whole where there is no terminal", () => {
    const long = "word ".repeat(40).trim();
    expect(table(plain, [["a", long]])).toBe(lines(`a  ${long}`));
});

test("wraps the widest column at spaces so that rows fit the terminal", () => {
    expect(table(terminal(23), [["✗", "firewall", "not installed: ebtables"]])).toBe(
        lines("✗  firewall  not", "             installed:", "             ebtables"),
    );
});

test("breaks words that are longer than a line", () => {
    expect(table(terminal(10), [["a", "vnc+unix:///x"]])).toBe(lines("a  vnc+uni", "   x:///x"));
});

test.each([40, 80, 120])("fits a terminal of %p columns", (columns) => {
    const screen = "vnc+unix:///var/lib/libvirt/qemu/domain-12-lab-dev-patient-1/vnc.sock";
    const row = ["patient-1", "lab", "dev", "running", "10.64.0.2", screen, "256 MiB"];
    const shown = table(terminal(columns), [row, row.map(() => "日本".repeat(20))]);
    const widths = shown.split("\n").map((line) => stringWidth(line));
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
});

test("paints texts, not the space around them", () => {
    const style = "bold" as const;
    const rows = [[{ text: "a", style }, "b"]];
    expect(table({ ...colourful, columns: 80 }, rows)).toBe("\u001B[1ma\u001B[22m  b\n");
});

test("drops control sequences, which a name may contain", () => {
    expect(table(plain, [["a\u001b]0;title\u0007b\tc", "\u202elast"]])).toBe(lines("ab c  last"));
});
