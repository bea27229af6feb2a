/** Exit codes of the xplab command. The last three are those of sysexits.h and the shell. */
export const exitCodes = {
    done: 0,
    failed: 1,
    usage: 2,
    unplugged: 3,
    unreachable: 69,
    bug: 70,
    interrupted: 130,
} as const;
