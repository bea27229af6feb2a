import { exitCodes } from "./exitCodes";
import { withCode, type Row } from "./row";

/** A problem is weaker than declared. A warning is something that the host does not offer, or that nobody declared. */
type Severity = "problem" | "warning";

/** One finding of an audit: where a lab is weaker than its declaration. */
export interface Weakness {
    readonly code: string;
    readonly severity: Severity;
    /** What was found, without a full stop. */
    readonly detail: string;
    readonly remedy: string;
}

/** The texts of one kind of weakness. */
export interface WeaknessDefinition<Facts> {
    /** Permanent: people search for it and scripts compare it. */
    readonly code: string;
    readonly severity: Severity;
    /** Headline in docs/reference/errors.md and docs/reference/audit.md. */
    readonly title: string;
    readonly says: string | ((facts: Facts) => string);
    /** What to do, in whole sentences. */
    readonly remedy: string | ((facts: Facts) => string);
    readonly example: NoInfer<Facts>;
}

/** Makes the weaknesses of one definition. */
export interface WeaknessMaker<Facts> {
    (facts: Facts): Weakness;
    readonly row: Row;
    readonly severity: Severity;
}

export function defineWeakness<Facts = void>(
    definition: WeaknessDefinition<Facts>,
): WeaknessMaker<Facts> {
    const { code, severity, title, says, remedy, example } = definition;
    const make = (facts: Facts): Weakness => ({
        code,
        severity,
        detail: typeof says === "string" ? says : says(facts),
        remedy: typeof remedy === "string" ? remedy : remedy(facts),
    });
    const sample = make(example);
    const exitCode = severity === "problem" ? exitCodes.failed : exitCodes.done;
    const text = weaknessText(sample);
    const row = { code, title, example: text, remedy: sample.remedy, exitCode };
    return Object.assign(make, { row, severity });
}

export const weaknessText = ({ code, detail, remedy }: Weakness): string =>
    withCode(`${detail}. ${remedy}`, code);
