import { markdownTable } from "../markdown/table";
import { exitCodes } from "./exitCodes";
import type { Row } from "./row";
import type { Area } from "./table";

/** docs/reference/errors.md: what each code means, how its text looks, and what to do. */
export function errorsPage(areas: readonly Area[]): string {
    return [HEAD, exitCodeTable(), ...areas.map(contentsOf), ...areas.map(sectionOf)].join("\n");
}

const HEAD = `# Errors

<!-- Written by \`npm run schema\`. -->

Every message of xplab and its libvirt provider about something that you can fix says what happened, then what to do, and ends in a
code: \`[name-taken]\`. A code never changes its meaning. Each code has a section here, which you link as \`errors.md#\` and the code.
`;

const MEANINGS: Readonly<Record<keyof typeof exitCodes, string>> = {
    done: "success",
    failed: "an error that you can fix, unless its section names another number; a problem that doctor or audit found",
    usage: "the command line was wrong: no such command or option",
    unplugged: "a recording has unplugged its machines, as requested with `--when-full link`",
    unreachable: "the libvirt host cannot be reached, or has stopped answering",
    bug: "a bug in xplab",
    interrupted: "Ctrl-C, or another signal",
};

function exitCodeTable(): string {
    const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[]; // a record's own keys
    const rows = names.map((name) => [String(exitCodes[name]), MEANINGS[name]]);
    const table = markdownTable([["code", "what it means"], ...rows]);
    return `## Exit codes of \`xplab\`\n\n${table}\n## Codes\n`;
}

const contentsOf = ({ title, rows }: Area): string =>
    `${title}: ${rows.map(({ code }) => `[${code}](#${code})`).join(", ")}.\n`;

const sectionOf = ({ title, rows }: Area): string =>
    [`## ${title}\n`, ...rows.map(entryOf)].join("\n");

/** A remedy that the text has anyway is not said twice. */
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

/** Broken between words, so that nobody scrolls sideways; a printed text has no line breaks. */
function wrapped(text: string): string {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const line = [...lines.slice(-1), word].join(" ");
        if (lines.length > 0 && line.length <= LINE_CHARACTERS) lines[lines.length - 1] = line;
        else lines.push(word);
    }
    return lines.join("\n");
}
