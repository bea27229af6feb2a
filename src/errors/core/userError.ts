import { exitCodes } from "./exitCodes";
import { withCode, type Row } from "./row";

/** The texts of one kind of error. docs/reference/errors.md lists them all. */
export interface ErrorDefinition<Facts> {
    /** Permanent: people search for it and scripts compare it. */
    readonly code: string;
    /** Headline in docs/reference/errors.md: the problem, without the user's values. */
    readonly title: string;
    /** What happened, in whole sentences, with the user's values in quotes. */
    readonly what: (facts: Facts) => string;
    /** What to do instead, in whole sentences. The first begins with a verb. */
    readonly remedy: string | ((facts: Facts) => string);
    /** Facts of the example in docs/reference/errors.md. */
    readonly example: NoInfer<Facts>;
    /** Exit code of a command that fails with it. Default: 1. */
    readonly exitCode?: number;
}

/** The text of one error. */
export interface ErrorText {
    readonly code: string;
    readonly what: string;
    readonly remedy: string;
    readonly exitCode: number;
}

/** An error with a text for the user. Anything else is reported as a bug. */
export class UserError extends Error implements ErrorText {
    override readonly name: string = "UserError";
    readonly code: string;
    readonly what: string;
    readonly remedy: string;
    readonly exitCode: number;

    constructor(text: ErrorText, options?: ErrorOptions) {
        super(textOf(text), options);
        this.code = text.code;
        this.what = text.what;
        this.remedy = text.remedy;
        this.exitCode = text.exitCode;
    }
}

export const textOf = ({ code, what, remedy }: ErrorText): string =>
    withCode(`${what} ${remedy}`, code);

/** Makes the errors of one definition. */
export interface ErrorMaker<Facts> {
    (facts: Facts, options?: ErrorOptions): UserError;
    /** For error classes of their own, where code decides by the kind of failure. */
    readonly text: (facts: Facts) => ErrorText;
    readonly definition: ErrorDefinition<Facts>;
    readonly row: Row;
}

export function defineError<Facts = void>(definition: ErrorDefinition<Facts>): ErrorMaker<Facts> {
    const { code, title, what, remedy, example, exitCode = exitCodes.failed } = definition;
    const text = (facts: Facts): ErrorText => ({
        code,
        what: what(facts),
        remedy: typeof remedy === "string" ? remedy : remedy(facts),
        exitCode,
    });
    const make = (facts: Facts, options?: ErrorOptions) => new UserError(text(facts), options);
    const sample = text(example);
    const row = { code, title, example: textOf(sample), remedy: sample.remedy, exitCode };
    return Object.assign(make, { text, definition, row });
}
