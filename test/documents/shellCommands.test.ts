import { shellCommands } from "./shellCommands";

const textsOf = (...lines: string[]) => shellCommands(lines.join("\n")).map(({ text }) => text);

test("finds the commands of every sh block, with their lines", () => {
    const text = "# Title\n\n```sh\none\ntwo --flag\n```\n\nWords.\n\n```sh\nthree\n```\n";
    expect(shellCommands(text)).toEqual([
        { line: 4, text: "one" },
        { line: 5, text: "two --flag" },
        { line: 11, text: "three" },
    ]);
});

test("skips text, and blocks of other languages or none", () => {
    expect(textsOf("text", "```", "output", "```", "```ts", "code();", "```", "`sh`")).toEqual([]);
});

test("skips comments and empty lines, and keeps what only looks like a comment", () => {
    expect(
        textsOf("```sh", "# first", "", "up   # stands it up", "show a#b url#top", "```"),
    ).toEqual(["up", "show a#b url#top"]);
});

test("joins a continued line with the next", () => {
    expect(shellCommands("```sh\nset a \\\n    b \\\n    c\nnext\n```")).toEqual([
        { line: 2, text: "set a b c" },
        { line: 5, text: "next" },
    ]);
});

test("finds blocks inside lists", () => {
    expect(textsOf("- item", "", "  ```sh", "  up", "  ```")).toEqual(["up"]);
});
