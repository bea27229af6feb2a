import { withPart } from "../markdown/part";
import { markdownTable } from "../markdown/table";
import * as machine from "./auditMachine";
import * as network from "./auditNetwork";

const BEGIN = "<!-- Findings: written by `npm run schema`. -->";
const END = "<!-- End of the findings. -->";

/** docs/reference/audit.md with its table of all that an audit can find. */
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
    return markdownTable([["code", "severity", "what it means"], ...rows]);
}
