import { describe, exitCodes } from "../../errors";
import type { Io } from "./io";
import { paint } from "./paint";

/** Tells why a command ended, and gives its exit code. */
export function report(error: unknown, { err, signal }: Io, asJson: boolean): number {
    if (signal.aborted) {
        err.write("\nInterrupted.\n");
        return exitCodes.interrupted;
    }
    const { code, message, exitCode } = describe(error);
    err.write(
        asJson
            ? `${JSON.stringify({ error: { code, message } })}\n`
            : `${paint(err, "red", "✗")} ${message}\n`,
    );
    return exitCode;
}
