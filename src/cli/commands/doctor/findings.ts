import type { Output } from "../../output/io";
import { paint, type Style } from "../../output/paint";
import { columns } from "../../output/table";
import type { Finding } from "./check";
import type { Result } from "./examine";

const MARKS: Readonly<Record<Finding["status"], readonly [mark: string, style: Style]>> = {
    ok: ["✓", "green"],
    warning: ["!", "yellow"],
    problem: ["✗", "red"],
    skipped: ["-", "dim"],
};

/** What has been found, as a table with the remedies, and the sum of it. */
export function findings(out: Output, results: readonly Result[]): string {
    const rows = results.map(({ status, name, detail, remedy }) => {
        const [mark, style] = MARKS[status];
        const text = remedy === undefined ? detail : `${detail}\n${paint(out, "bold", remedy)}`;
        return [paint(out, style, mark), name, text];
    });
    return `${columns(out, [], rows)}\n${summary(results)}\n`;
}

function summary(results: readonly Result[]): string {
    const [problems, warnings] = (["problem", "warning"] as const).map((status) => {
        const count = results.filter((one) => one.status === status).length;
        return `${count} ${status}${count === 1 ? "" : "s"}`;
    });
    return hasProblem(results)
        ? `${problems}, ${warnings}.`
        : `Nothing keeps a lab from running here (${warnings}).`;
}

export const hasProblem = (results: readonly Result[]) =>
    results.some(({ status }) => status === "problem");
