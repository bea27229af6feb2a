import { counted } from "../../output/counted";
import type { Output } from "../../output/io";
import { paint } from "../../output/paint";
import { countOf, markOf } from "../../output/severity";
import { table } from "../../output/table";
import type { Assessment } from "./assess";

export interface AuditReport extends Assessment {
    readonly uri: string;
    readonly machines: number;
}

const MAX_NAMES = 3;

/** The findings with their remedies, what could not be checked, and a summary. */
export function auditTable(out: Output, report: AuditReport): string {
    const { findings, unseen, machines, uri } = report;
    if (machines === 0) return `No machines of xplab at ${uri}.\n`;
    const rows = findings.map(({ severity, on, detail, remedy, code }) => [
        markOf(severity),
        shortened(on),
        [`${detail} [${code}]`, { text: remedy, style: "bold" } as const],
    ]);
    const notChecked = unseen.map(({ what, why }) =>
        paint(out, "dim", `Not checked: ${what} (${why}).\n`),
    );
    const shown = rows.length > 0 ? `${table(out, rows)}\n` : "";
    return [shown, ...notChecked, summary(report)].join("");
}

function shortened(names: readonly string[]): string[] {
    const rest = names.length - MAX_NAMES;
    const shown = names.slice(0, MAX_NAMES);
    return rest > 0 ? [...shown, `and ${rest} more`] : shown;
}

function summary({ machines, findings }: AuditReport): string {
    const severities = findings.map(({ severity }) => severity);
    const [problems, warnings] = [countOf(severities, "problem"), countOf(severities, "warning")];
    return `${counted(machines, "machine")}: ${problems}, ${warnings}.\n`;
}
