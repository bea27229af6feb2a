import type { Argument, Command, Option } from "commander";
import { exitCodes } from "../../../src/errors";
import { exitCodeMeanings } from "../errors/page";
import { cell, code } from "../markdown/field";
import { markdownTable } from "../markdown/table.cjs";
import type { Io, Output } from "../../../src/cli/output/io";
import { programFor } from "../../../src/cli/run";

const HEAD = `# Commands

<!-- Written by \`npm run schema\`. -->

\`xplab COMMAND --help\` prints the same in a terminal.

- Call a machine by its name in the lab. If several stacks have a machine of that name, write \`stack/name\`, or the name of its domain.
- Results go to standard output, progress and errors to standard error.
- With \`--json\` the result is one JSON document, and an error is \`{ error: { code, message } }\` on standard error.
- [Errors](errors.md) explains each error code.
`;

type ExitCodeName = keyof typeof exitCodes;

/** What a command's own exit codes mean, beside those that every command has. */
const OWN_EXIT_CODES: Readonly<Record<string, Partial<Record<ExitCodeName, string>>>> = {
    audit: { failed: "a problem was found; with `--strict` also a warning or a check not made" },
    capture: {
        unplugged: "with `--when-full link`: the files were full, the machines are unplugged",
    },
    console: { failed: "with `--open`: the viewer failed, unless it exited with its own code" },
    doctor: { failed: "a problem was found" },
    guard: {
        failed: "with `--check`: a rule is missing; with `--repair`: a guest's rules could not be restored",
    },
    reset: { failed: "a machine could not be reset; the others were" },
};

/** docs/reference/commands.md: every command with its arguments, options and exit codes. */
export function commandsPage(): string {
    const program = programFor(nowhere, () => undefined);
    const commands = program.commands.map((command) => ({
        name: command.name(),
        section: commandSection(command),
    }));
    const links = commands.map(({ name }) => `[${name}](#xplab-${name})`).join(", ");
    return [HEAD, `${links}.\n`, exitCodeSection(), ...commands.map(({ section }) => section)].join(
        "\n",
    );
}

const nameOf = (name: ExitCodeName) => String(exitCodes[name]);

function exitCodeSection(): string {
    const names = Object.keys(exitCodes) as ExitCodeName[]; // a record's own keys
    const rows = names.map((name) => [nameOf(name), exitCodeMeanings[name]]);
    return `## Exit codes\n\n${markdownTable([["code", "meaning"], ...rows])}`;
}

function commandSection(command: Command): string {
    const name = command.name();
    const own = Object.entries(OWN_EXIT_CODES[name] ?? {}) as [ExitCodeName, string][];
    const rows = [
        ...command.registeredArguments.map(argumentRow),
        ...command.options.map(optionRow),
    ];
    const ends = own.map(([exitCode, meaning]) => `- Exit code ${nameOf(exitCode)}: ${meaning}.\n`);
    return [
        `## xplab ${name}`,
        sentence(command.description()),
        `\`\`\`text\nxplab ${name} ${command.usage()}\n\`\`\``,
        markdownTable([["argument or option", "default", "description"], ...rows]),
        ...(ends.length > 0 ? [ends.join("")] : []),
        `\`\`\`text\n${examplesOf(command)}\n\`\`\`\n`,
    ]
        .join("\n\n")
        .replaceAll("\n\n\n", "\n\n");
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function argumentRow(argument: Argument): string[] {
    const shown = `${argument.name()}${argument.variadic ? "..." : ""}`;
    const { text, value } = described(argument.description);
    const known = argument.defaultValue === undefined ? value : code(String(argument.defaultValue));
    return [code(shown), argument.required ? "required" : known, cell(text)];
}

function optionRow({ flags, description, argChoices }: Option): string[] {
    const { text, value } = described(description);
    const choices = argChoices === undefined ? "" : `: ${argChoices.map(code).join(" or ")}`;
    return [code(flags), value, cell(`${text}${choices}`)];
}

/** A help text names a default in parentheses at its end. */
function described(description: string): { readonly text: string; readonly value: string } {
    const [, text = description, value = ""] = /^(.*\S) \(default: (.+)\)$/.exec(description) ?? [];
    return { text, value };
}

/** A command prints its examples, and has them nowhere else. */
function examplesOf(command: Command): string {
    let help = "";
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    const [, examples = ""] = help.split("\nExamples:\n");
    return examples.trimEnd().replaceAll(/^ {2}/gm, "");
}

const nothing: Output = { write: () => undefined, isTerminal: false, hasColours: false };

const nowhere: Io = {
    out: nothing,
    err: nothing,
    environment: {},
    signal: new AbortController().signal,
};
