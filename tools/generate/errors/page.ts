import { markdownTable } from "../markdown/table.cjs";
import { exitCodes } from "../../../src/errors/core/exitCodes";
import type { Row } from "../../../src/errors/core/row";
import type { Area } from "../../../src/errors/table";

/** docs/reference/errors.md: the meaning, an example and the remedy of each code. */
export function errorsPage(areas: readonly Area[]): string {
    return [HEAD, exitCodeTable(), ...areas.map(contentsOf), ...areas.map(sectionOf)].join("\n");
}

const HEAD = `# Errors

<!-- Written by \`npm run schema\`. -->

Every error of xplab and its libvirt provider says what happened, then what to do, and ends in a code, such as
\`[name-taken]\`. A code never changes its meaning. Each code has a section here; link to it as \`errors.md#name-taken\`.
`;

export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
    done: "success",
    failed: "an error, unless its section names another exit code; or a problem found by doctor or audit",
    usage: "the command line was wrong: no such command or option",
    unplugged: "a recording unplugged its machines, as requested",
    unreachable: "the libvirt host cannot be reached or no longer answers",
    bug: "a bug in xplab",
    interrupted: "Ctrl-C or another signal",
};

function exitCodeTable(): string {
    const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[]; // a record's own keys
    const rows = names.map((name) => [String(exitCodes[name]), exitCodeMeanings[name]]);
    const table = markdownTable([["code", "meaning"], ...rows]);
    return `## Exit codes of \`xplab\`\n\n${table}\n## Codes\n`;
}

const contentsOf = ({ title, rows }: Area): string =>
    `${title}: ${rows.map(({ code }) => `[${code}](#${code})`).join(", ")}.\n`;

const sectionOf = ({ title, rows }: Area): string =>
    [`## ${title}\n`, ...rows.map(entryOf)].join("\n");

/** A remedy that the example contains is not repeated. */
function entryOf({ code, title, example, remedy, exitCode }: Row): string {
    const notes = [
        ...(example.includes(remedy) ? [] : [remedy]),
        ...(exitCode === exitCodes.failed ? [] : [`Exit code ${exitCode}.`]),
    ];
    const parts = [`### ${code}`, `${title}.`, `\`\`\`text\n${wrapped(example)}\n\`\`\``];
    return (
        [...parts, ...(notes.length > 0 ? [notes.join(" ")] : []), ""].join("\n\n").trimEnd() + "\n"
    );
}

const LINE_CHARACTERS = 100;

/** Broken between words, so that no reader has to scroll sideways. */
function wrapped(text: string): string {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const line = [...lines.slice(-1), word].join(" ");
        if (lines.length > 0 && line.length <= LINE_CHARACTERS) lines[lines.length - 1] = line;
        else lines.push(word);
    }
    return lines.join("\n");
}
