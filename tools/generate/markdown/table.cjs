// @ts-check
// CommonJS, so that modules of tools/compat and the compiled generators both import it.

/**
 * A Markdown table, formatted as by Prettier.
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
exports.markdownTable = (rows) => {
    const [head = [], ...body] = rows;
    const widths = head.map((_, column) =>
        Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
    );
    /** @param {readonly string[]} cells */
    const line = (cells) =>
        `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
    const rule = widths.map((width) => "-".repeat(width));
    return [head, rule, ...body].map(line).join("");
};
