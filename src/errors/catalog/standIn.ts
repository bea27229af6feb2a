import { defineError } from "../core/userError";

export const machineNotRunning = defineError<{
    machine: string;
    uri: string;
    running: readonly string[];
}>({
    code: "machine-not-running",
    title: "No machine of this name is running on the host",
    what: ({ machine, uri }) => `No machine "${machine}" is running at "${uri}".`,
    remedy: ({ running }) =>
        running.length === 0
            ? "Start the machine first: none is running."
            : `Name a running one: ${[...running].sort().join(", ")}.`,
    example: { machine: "patient", uri: "qemu:///system", running: ["lab-dev-patient-1"] },
});

export const consoleTaken = defineError<{ machine: string; reason: string }>({
    code: "console-taken",
    title: "The machine's console is in use",
    what: ({ machine, reason }) => `The console of "${machine}" cannot be opened: ${reason}.`,
    remedy: "End the other client, or take over the console with --force. A console has one client at a time.",
    example: {
        machine: "lab-dev-xp-1",
        reason: "operation failed: Active console session exists for this domain",
    },
});

export const consoleEnded = defineError<{ machine: string }>({
    code: "console-ended",
    title: "The machine's console was closed",
    what: ({ machine }) => `The console of "${machine}" was closed.`,
    remedy: "Check whether the machine still runs, and whether somebody else took over its console.",
    example: { machine: "lab-dev-xp-1" },
});

const LOOK = "Check its screen: it must run the stand-in, and must not be paused or hanging.";

export const standInNotReady = defineError<{ machine: string; limitMs: number }>({
    code: "stand-in-not-ready",
    title: "The stand-in guest was not ready in time",
    what: ({ machine, limitMs }) => `"${machine}" was not ready after ${limitMs} ms.`,
    remedy: LOOK,
    example: { machine: "lab-dev-xp-1", limitMs: 120000 },
});

export const standInSilent = defineError<{ machine: string; question: string; limitMs: number }>({
    code: "stand-in-silent",
    title: "The stand-in guest does not answer a question",
    what: ({ machine, question, limitMs }) =>
        `"${machine}" did not answer "${question}" within ${limitMs} ms.`,
    remedy: LOOK,
    example: { machine: "lab-dev-xp-1", question: "disks", limitMs: 60000 },
});

export const standInCannot = defineError<{ machine: string; question: string; answer: string }>({
    code: "stand-in-cannot",
    title: "The stand-in guest could not do what was asked",
    what: ({ machine, question, answer }) =>
        `"${machine}" answered "${question}" with "${answer}".`,
    remedy: "Check tools/stand-in/README.md for the questions that it can answer.",
    example: { machine: "lab-dev-xp-1", question: "ping 1", answer: "FAIL ping 1: no reply" },
});
