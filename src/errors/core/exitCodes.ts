/** With what the xplab command ends. The last three are the shell's and sysexits.h's own numbers. */
export const exitCodes = {
    done: 0,
    failed: 1,
    usage: 2,
    unplugged: 3,
    unreachable: 69,
    bug: 70,
    interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
