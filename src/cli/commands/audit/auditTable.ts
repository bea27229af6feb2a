import type { Output } from "../../output/io";
import { paint, type Style } from "../../output/paint";
import { columns } from "../../output/table";
import type { Assessment, Finding } from "./assess";

export interface AuditReport extends Assessment {
    readonly uri: string;
    readonly machines: number;
}

const MARKS: Readonly<Record<Finding["severity"], readonly [mark: string, style: Style]>> = {
    problem: ["✗", "red"],
    warning: ["!", "yellow"],
};

/** More than these nobody reads. */
const MOST_NAMES = 3;

/** What has been found, with the remedies, what could not be looked at, and the sum of it. */
export function auditTable(out: Output, told: AuditReport): string {
    const { findings, unseen, machines, uri } = told;
    if (machines === 0) return `No machines of xplab at ${uri}.\n`;
    const rows = findings.map(({ severity, on, detail, remedy, code }) => {
        const [mark, style] = MARKS[severity];
        const text = `${detail} [${code}]\n${paint(out, "bold", remedy)}`;
        return [paint(out, style, mark), namesOf(on), text];
    });
    const notSeen = unseen.map(({ what, why }) =>
        paint(out, "dim", `Not looked at: ${what} (${why}).\n`),
    );
    return [rows.length > 0 ? `${columns(out, [], rows)}\n` : "", ...notSeen, summary(told)].join(
        "",
    );
}

function namesOf(on: readonly string[]): string {
    const rest = on.length - MOST_NAMES;
    const shown = on.slice(0, MOST_NAMES).join("\n");
    return rest > 0 ? `${shown}\nand ${rest} more` : shown;
}

function summary({ machines, findings }: AuditReport): string {
    const [problems, warnings] = (["problem", "warning"] as const).map((severity) =>
        counted(findings.filter((one) => one.severity === severity).length, severity),
    );
    return `${counted(machines, "machine")}: ${problems ?? ""}, ${warnings ?? ""}.\n`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
