import { safeJson } from "../../errors/core/safeJson";
import type { Io, Output } from "./io";

const INDENT = 2;

/** Prints a value for programs: in one line, except on a terminal. */
export const printJson = (out: Output, value: unknown): void =>
    void out.write(`${safeJson(value, out.isTerminal ? INDENT : undefined)}\n`);

/** Prints what a command has found, for programs or for people. */
export function printResult({ out }: Io, asJson: boolean, result: object, text: string): void {
    if (asJson) printJson(out, result);
    else out.write(text);
}
