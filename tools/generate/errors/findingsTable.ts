import { withPart } from "../markdown/part";
import { markdownTable } from "../markdown/table.cjs";
import * as machine from "../../../src/errors/catalog/auditMachine";
import * as network from "../../../src/errors/catalog/auditNetwork";

const BEGIN = "<!-- Findings: written by `npm run schema`. -->";
const END = "<!-- End of the findings. -->";

/** docs/reference/audit.md with the table of all findings of an audit. */
export const withFindings = (page: string): string => withPart(page, BEGIN, END, table());

function table(): string {
    const makers = [...Object.values(network), ...Object.values(machine)];
    const rows = makers
        .map(({ row: { code, title }, severity }) => [
            `[${code}](errors.md#${code})`,
            severity,
            title,
        ])
        .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
    return markdownTable([["code", "severity", "meaning"], ...rows]);
}
