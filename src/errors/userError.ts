import { exitCodes } from "./exitCodes";
import { coded, type Row } from "./row";

/** How one failure is told. All of them together are docs/reference/errors.md. */
export interface ErrorDefinition<Facts> {
    /** Permanent: people search for it and scripts compare it. */
    readonly code: string;
    /** What has happened, without the user's values, as the headline in docs/reference/errors.md. */
    readonly title: string;
    /** What has happened, in whole sentences, with the user's values in quotes. */
    readonly what: (facts: Facts) => string;
    /** What to do instead, in whole sentences. */
    readonly remedy: string | ((facts: Facts) => string);
    /** Facts of the example in docs/reference/errors.md. */
    readonly example: NoInfer<Facts>;
    /** With what the command ends that meets it. Default: 1. */
    readonly exitCode?: number;
}

/** What the user is told of one failure. */
export interface Told {
    readonly code: string;
    readonly what: string;
    readonly remedy: string;
    readonly exitCode: number;
}

/** A failure that the user can mend. Anything else is a bug and is told as one. */
export class UserError extends Error implements Told {
    override readonly name: string = "UserError";
    readonly code: string;
    readonly what: string;
    readonly remedy: string;
    readonly exitCode: number;

    constructor(told: Told, options?: ErrorOptions) {
        super(textOf(told), options);
        this.code = told.code;
        this.what = told.what;
        this.remedy = told.remedy;
        this.exitCode = told.exitCode;
    }
}

export const textOf = ({ code, what, remedy }: Told): string => coded(`${what} ${remedy}`, code);

/** Makes the errors of one definition. */
export interface ErrorMaker<Facts> {
    (facts: Facts, options?: ErrorOptions): UserError;
    /** For an error class of its own, where code decides by the kind of failure. */
    readonly told: (facts: Facts) => Told;
    readonly definition: ErrorDefinition<Facts>;
    readonly row: Row;
}

export function defineError<Facts = void>(definition: ErrorDefinition<Facts>): ErrorMaker<Facts> {
    const { code, title, what, remedy, example, exitCode = exitCodes.failed } = definition;
    const told = (facts: Facts): Told => ({
        code,
        what: what(facts),
        remedy: typeof remedy === "string" ? remedy : remedy(facts),
        exitCode,
    });
    const make = (facts: Facts, options?: ErrorOptions) => new UserError(told(facts), options);
    const sample = told(example);
    const row = { code, title, example: textOf(sample), remedy: sample.remedy, exitCode };
    return Object.assign(make, { told, definition, row });
}
