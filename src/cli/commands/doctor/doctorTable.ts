import type { Output } from "../../output/io";
import { countOf, markOf } from "../../output/severity";
import { table } from "../../output/table";
import type { Result } from "./runChecks";

/** The results with their remedies, and a summary. */
export function doctorTable(out: Output, results: readonly Result[]): string {
    const rows = results.map(({ status, name, detail, remedy }) => [
        markOf(status),
        name,
        remedy === undefined ? detail : [detail, { text: remedy, style: "bold" } as const],
    ]);
    return `${table(out, rows)}\n${summary(results)}\n`;
}

function summary(results: readonly Result[]): string {
    const statuses = results.map(({ status }) => status);
    const warnings = countOf(statuses, "warning");
    return hasProblem(results)
        ? `${countOf(statuses, "problem")}, ${warnings}.`
        : `Labs can run here (${warnings}).`;
}

export const hasProblem = (results: readonly Result[]) =>
    results.some(({ status }) => status === "problem");
