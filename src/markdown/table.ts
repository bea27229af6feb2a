/** A Markdown table, formatted as by Prettier. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
    const [head = [], ...body] = rows;
    const widths = head.map((_, column) =>
        Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
    );
    const line = (cells: readonly string[]) =>
        `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
    const rule = widths.map((width) => "-".repeat(width));
    return [head, rule, ...body].map(line).join("");
}
