import { exitCodes } from "../core/exitCodes";
import { defineError } from "../core/userError";

export const interrupted = defineError({
    code: "interrupted",
    title: "The run was interrupted",
    what: () => "The run was interrupted.",
    remedy: "Run again: it continues where it stopped.",
    example: undefined,
    exitCode: exitCodes.interrupted,
});

export const tookTooLong = defineError<{ seconds: number; operation: string }>({
    code: "took-too-long",
    title: "An operation exceeded its customTimeouts",
    what: ({ seconds, operation }) => `The ${operation} took longer than ${seconds} s.`,
    remedy: ({ operation }) =>
        `Check what the host is busy with, or raise customTimeouts.${operation}.`,
    example: { seconds: 60, operation: "create" },
});
