import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
