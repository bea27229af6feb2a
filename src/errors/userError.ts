/** How one failure is told. All of them together are docs/errors.md. */
export interface ErrorDefinition<Facts> {
    /** Permanent: people search for it and scripts compare it. */
    readonly code: string;
    /** What has happened, without the user's values, as the headline in docs/errors.md. */
    readonly title: string;
    /** What has happened, in whole sentences, with the user's values in quotes. */
    readonly what: (facts: Facts) => string;
    /** What to do instead, in whole sentences. */
    readonly remedy: string | ((facts: Facts) => string);
    /** Facts of the example in docs/errors.md. */
    readonly example: Facts;
    /** With what the command ends that meets it. Default: 1. */
    readonly exitCode?: number;
}

/** A failure that the user can mend. Anything else is a bug and is told as one. */
export class UserError extends Error {
    readonly code: string;
    readonly what: string;
    readonly remedy: string;
    readonly exitCode: number;

    constructor({ code, what, remedy, exitCode = 1 }: Told, options?: ErrorOptions) {
        super(`${what} ${remedy} [${code}]`, options);
        this.name = "UserError";
        this.code = code;
        this.what = what;
        this.remedy = remedy;
        this.exitCode = exitCode;
    }
}

interface Told {
    readonly code: string;
    readonly what: string;
    readonly remedy: string;
    readonly exitCode?: number | undefined;
}

/** Makes the errors of one definition. */
export interface ErrorMaker<Facts> {
    (facts: Facts, options?: ErrorOptions): UserError;
    readonly definition: ErrorDefinition<Facts>;
}

export function defineError<Facts = void>(definition: ErrorDefinition<Facts>): ErrorMaker<Facts> {
    const { code, what, remedy, exitCode } = definition;
    const make = (facts: Facts, options?: ErrorOptions) =>
        new UserError(
            {
                code,
                what: what(facts),
                remedy: typeof remedy === "string" ? remedy : remedy(facts),
                exitCode,
            },
            options,
        );
    return Object.assign(make, { definition });
}
