import * as machine from "./auditMachine";
import * as network from "./auditNetwork";

const BEGIN = "<!-- Findings: written by `npm run schema`. -->";
const END = "<!-- End of the findings. -->";

/** docs/audit.md with its table of all that an audit can find. */
export function withFindings(page: string): string {
    const [before = ""] = page.split(BEGIN);
    const [, after = ""] = page.split(END);
    return [before, BEGIN, "\n\n", table(), "\n", END, after].join("");
}

function table(): string {
    const makers = [...Object.values(network), ...Object.values(machine)];
    const rows = makers
        .map(({ row: { code, title }, severity }) => [
            `[${code}](errors.md#${code})`,
            severity,
            title,
        ])
        .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
    const lines = [["code", "severity", "what it means"], ...rows];
    const widths = [0, 1, 2].map((at) => Math.max(...lines.map((line) => (line[at] ?? "").length)));
    const [head = "", ...body] = lines.map((line) => rowOf(line, widths));
    const rule = rowOf(
        widths.map((width) => "-".repeat(width)),
        widths,
    );
    return [head, rule, ...body, ""].join("\n");
}

const rowOf = (cells: readonly string[], widths: readonly number[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
