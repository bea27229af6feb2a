import { exitCodes } from "../core/exitCodes";
import { defineError } from "../core/userError";

export const interrupted = defineError({
    code: "interrupted",
    title: "The run was ended from outside before its work was done",
    what: () => "The run was cut off.",
    remedy: "Run again: it goes on where it stopped.",
    example: undefined,
    exitCode: exitCodes.interrupted,
});

export const tookTooLong = defineError<{ seconds: number; operation: string }>({
    code: "took-too-long",
    title: "An operation took longer than its customTimeouts allow",
    what: ({ seconds }) => `It took longer than ${seconds} s.`,
    remedy: ({ operation }) =>
        `Look at what the host is busy with, or raise customTimeouts.${operation}.`,
    example: { seconds: 60, operation: "create" },
});
