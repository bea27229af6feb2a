import { counted } from "./counted";
import type { Text } from "./table";

const MARKS = {
    ok: { text: "✓", style: "green" },
    warning: { text: "!", style: "yellow" },
    problem: { text: "✗", style: "red" },
    skipped: { text: "-", style: "dim" },
} as const satisfies Record<string, Text>;

export type Severity = keyof typeof MARKS;

/** The sign in front of a finding. */
export const markOf = (severity: Severity): Text => MARKS[severity];

/** "1 problem", "2 warnings": how many findings are that severe. */
export const countOf = (findings: readonly Severity[], severity: Severity): string =>
    counted(findings.filter((one) => one === severity).length, severity);
