import { describe, exitCodes } from "../../errors";
import { isOutputClosed, type Io } from "./io";
import { paint } from "./paint";
import { printJson } from "./result";

/** Says why a command ended, and returns its exit code. */
export function report(error: unknown, io: Io, asJson: boolean): number {
    const { err, signal } = io;
    if (isOutputClosed(io)) return exitCodes.done;
    if (signal.aborted) {
        err.write("\nInterrupted.\n");
        return exitCodes.interrupted;
    }
    const { code, message, exitCode } = describe(error);
    if (asJson) printJson(err, { error: { code, message } });
    else err.write(errorLine(err, message));
    return exitCode;
}

/** An error as people see it. */
export const errorLine = (err: Io["err"], message: string): string =>
    `${paint(err, "red", "✗")} ${message}\n`;
