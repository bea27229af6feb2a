export type Example = readonly [command: string, meaning: string];

/** The section of examples at the end of a command's help. */
export function examples(...lines: readonly Example[]): string {
    const width = Math.max(...lines.map(([command]) => command.length));
    const text = lines.map(([command, meaning]) => `  ${command.padEnd(width)}  # ${meaning}`);
    return `\nExamples:\n${text.join("\n")}\n`;
}
