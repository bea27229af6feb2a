import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commandsPage } from "../../../tools/generate/cli/commandsPage";

const PAGE = join(__dirname, "../../../docs/reference/commands.md");
const page = commandsPage();

test("docs/reference/commands.md is what the commands say", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(page);
});

const cellsOf = (line: string) =>
    line.split(" | ").map((text) => text.replace(/^\| |\|$/g, "").trim());
const rowOf = (name: string) =>
    cellsOf(page.split("\n").find((line) => line.startsWith(`| \`${name}`)) ?? "");

test("a default that stands in a help text has a column of its own", () => {
    expect(rowOf("--max-size")).toEqual([
        "`--max-size <MiB>`",
        "1024",
        "with --follow: limit for all files together, 4 or more",
    ]);
});

test("choices of an option are named", () => {
    expect(rowOf("--when-full")[2]).toBe(
        "with --follow: drop the oldest frames, or unplug the machines: `oldest` or `link`",
    );
});

test("an argument that must be there is required", () => {
    expect(rowOf("machine`")[1]).toBe("required");
});

test("a command has its usage, its own exit codes and its examples", () => {
    const [, section = ""] = page.split("## xplab doctor\n");
    expect(section.split("\n## ")[0]).toContain("xplab doctor [options]\n");
    expect(section).toContain("- Exit code 1: a problem was found.\n");
    expect(section).toMatch(/```text\nxplab doctor +# exits with 1 on a problem\n/);
});
