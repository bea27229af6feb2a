import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { documents, ROOT } from "./documents";
import { NOT_RUN } from "./notRun";

const commands = documents.flatMap(({ commands }) => commands.map(({ text }) => text));

test.each(Object.keys(NOT_RUN))("%p, which no test runs, is in a document", (command) => {
    expect(commands).toContain(command);
});

/** A section's heading as links refer to it. */
const anchorOf = (heading: string) =>
    heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-");

function anchorsOf(file: string): string[] {
    const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
    return [...headings].map(([, heading = ""]) => anchorOf(heading));
}

/** Broken links of a document. */
function deadLinks(file: string, text: string): string[] {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    return links
        .filter((link) => !/^https?:/.test(link))
        .filter((link) => {
            const [path = "", anchor] = link.split("#");
            const target = path === "" ? join(ROOT, file) : join(ROOT, dirname(file), path);
            if (!existsSync(target)) return true;
            return anchor !== undefined && !anchorsOf(target).includes(anchor);
        });
}

test.each(documents)("the links of $file have targets", ({ file, text }) => {
    expect(deadLinks(file, text)).toEqual([]);
});

const testFiles = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" });
const testFileNames = new Set(testFiles.map((file) => basename(file)));

/** Files of this repository that a document names and that do not exist: by their path, or a test by its name alone. */
function missingFiles(text: string): string[] {
    const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, word = ""]) => word);
    // Other projects have folders "docs" and "src" as well.
    const paths = quoted.filter((word) =>
        /^(?:(?:bench|examples|test|tools)\/[\w./-]+|src\/[\w./-]+\.ts)$/.test(word),
    );
    const names = quoted.filter((word) => /^\w+\.itest\.ts$/.test(word));
    return [
        ...paths.filter((path) => !existsSync(join(ROOT, path))),
        ...names.filter((name) => !testFileNames.has(name)),
    ];
}

test.each(documents)("the files that $file names exist", ({ text }) => {
    expect(missingFiles(text)).toEqual([]);
});
