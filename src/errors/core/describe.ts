import { bug } from "./bug";
import { textOf, UserError, type ErrorText } from "./userError";

/** How any failure is shown. */
export interface Description {
    readonly code: string;
    readonly message: string;
    readonly exitCode: number;
}

/** An error of another class with a text for the user. libvirt's own errors have a number as their code. */
export interface HasErrorText {
    readonly errorText: ErrorText;
}

/** Shows an error for the user as it is, and anything else as a bug, with its stack. */
export function describe(error: unknown): Description {
    if (error instanceof UserError) return described(error, error.message);
    if (hasErrorText(error)) return described(error.errorText, textOf(error.errorText));
    const text = bug.text({ message: String(error).replace(/\.$/, "") });
    return described(text, [textOf(text), ...placesOf(error)].join("\n"));
}

const described = ({ code, exitCode }: ErrorText, message: string) => ({ code, message, exitCode });

const hasErrorText = (error: unknown): error is HasErrorText =>
    error instanceof Error && "errorText" in error;

/** The stack's lines, without the message at its beginning. */
const placesOf = (error: unknown): string[] =>
    isStacked(error) ? error.stack.split("\n").filter((line) => /^\s+at /.test(line)) : [];

const isStacked = (error: unknown): error is { readonly stack: string } =>
    typeof error === "object" &&
    error !== null &&
    "stack" in error &&
    typeof error.stack === "string";
