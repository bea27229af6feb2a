export interface ShellCommand {
    /** The line on which it begins. */
    readonly line: number;
    /** Without its comment, on one line. */
    readonly text: string;
}

const COMMENT = /(^|\s+)#\s.*$/;

/** The commands in a document's `sh` blocks, in order. */
export function shellCommands(markdown: string): ShellCommand[] {
    const commands: ShellCommand[] = [];
    let isShell = false;
    let begun: ShellCommand | undefined;
    for (const [index, line] of markdown.split("\n").entries()) {
        const [, language] = /^\s*```(\w*)/.exec(line) ?? [];
        if (language !== undefined) isShell = language === "sh";
        else if (isShell) {
            const text = (begun?.text ?? "") + line.replace(COMMENT, "").trim();
            const command = { line: begun?.line ?? index + 1, text };
            begun = text.endsWith("\\") ? { ...command, text: text.slice(0, -1) } : undefined;
            if (begun === undefined && text !== "") commands.push(command);
        }
    }
    return commands;
}
