import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFile } from "../../../tools/generate/configuration/projectFile";

const written = readFileSync(join(__dirname, "..", "..", "..", "Pulumi.yaml"), "utf8");

test("Pulumi.yaml is what the schema says", () => {
    expect(written).toBe(projectFile(written));
});

test("comments and the order of keys stay, keys that are no more go, and new ones come last", () => {
    const text = `# first
name: other
# above the section
config:
  # the host's
  pool:
    type: integer
  old:
    type: string
  image:
    type: string
main: last
`;
    const lines = projectFile(text).split("\n");
    expect(lines.slice(0, 6)).toEqual([
        "# first",
        "name: other",
        "# above the section",
        "config:",
        "  # the host's",
        "  pool:",
    ]);
    expect(lines.filter((line) => /^ {0,2}[a-z]/i.test(line))).toEqual([
        "name: other",
        "config:",
        "  pool:",
        "  image:",
        "  imageSha256:",
        "  edition:",
        "  tuning:",
        "  drivers:",
        "  hal:",
        "  networks:",
        "  policy:",
        "  machines:",
        "  limits:",
        "  screen:",
        "  screenPassword:",
        "main: last",
    ]);
});

test("a file without the section is a bug", () => {
    expect(() => projectFile("name: other\n")).toThrow(new Error("the file has no section config"));
});
