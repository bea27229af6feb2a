import { defineError } from "../core/userError";

export const machineNotRunning = defineError<{
    machine: string;
    uri: string;
    running: readonly string[];
}>({
    code: "machine-not-running",
    title: "No machine of this name runs on the host",
    what: ({ machine, uri }) => `No machine "${machine}" runs on "${uri}".`,
    remedy: ({ running }) =>
        running.length === 0
            ? "Nothing runs there: start the machine first."
            : `Name one that does: ${[...running].sort().join(", ")}.`,
    example: { machine: "patient", uri: "qemu:///system", running: ["lab-dev-patient-1"] },
});

export const consoleTaken = defineError<{ machine: string; reason: string }>({
    code: "console-taken",
    title: "Somebody else has the machine's console",
    what: ({ machine, reason }) => `The console of "${machine}" cannot be opened: ${reason}.`,
    remedy: "A console has one client at a time. End the other one, or take it over with --force.",
    example: {
        machine: "lab-dev-xp-1",
        reason: "operation failed: Active console session exists for this domain",
    },
});

export const consoleEnded = defineError<{ machine: string }>({
    code: "console-ended",
    title: "The machine's console went away",
    what: ({ machine }) => `The console of "${machine}" has been closed.`,
    remedy: "Look at whether it still runs, and whether somebody else has taken its console.",
    example: { machine: "lab-dev-xp-1" },
});

const LOOK =
    "Look at its screen: it must run the stand-in, and be neither paused nor told to hang.";

export const standInNotReady = defineError<{ machine: string; limitMs: number }>({
    code: "stand-in-not-ready",
    title: "The stand-in guest has not said that it is up",
    what: ({ machine, limitMs }) => `"${machine}" was not ready after ${limitMs} ms.`,
    remedy: LOOK,
    example: { machine: "lab-dev-xp-1", limitMs: 120000 },
});

export const standInSilent = defineError<{ machine: string; question: string; limitMs: number }>({
    code: "stand-in-silent",
    title: "The stand-in guest does not answer a question",
    what: ({ machine, question, limitMs }) =>
        `"${machine}" has not answered "${question}" after ${limitMs} ms.`,
    remedy: LOOK,
    example: { machine: "lab-dev-xp-1", question: "disks", limitMs: 60000 },
});

export const standInCannot = defineError<{ machine: string; question: string; answer: string }>({
    code: "stand-in-cannot",
    title: "The stand-in guest could not do what it was asked",
    what: ({ machine, question, answer }) => `"${machine}" answered "${question}" by "${answer}".`,
    remedy: "See what it can be asked in tools/stand-in/README.md.",
    example: { machine: "lab-dev-xp-1", question: "ping 1", answer: "FAIL ping 1: no reply" },
});
