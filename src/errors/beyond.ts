import { defineFinding } from "./finding";
import { defineError } from "./userError";

/** What a program has beyond its lab, and what the host's policy says of that. */

export const beyondLab = defineFinding<{ what: string; words: string }>({
    code: "beyond-lab",
    title: "A resource would have what is not its lab's own, and nobody has said that it may",
    says: ({ what, words }) =>
        `is ${what}: that takes accept: "${words}", on the resource or on a lab's machine`,
    remedy: "Write the sentence into accept if you want that. Do not if you were given the program and do not know why it wants it.",
    example: {
        path: ["serials", 1, "path"],
        facts: { what: "/dev/ttyUSB0, a device of the host", words: "this reaches beyond the lab" },
    },
});

export const abovePolicy = defineFinding<{ what: string; file: string; field: string }>({
    code: "above-policy",
    title: "The policy of the host's root does not allow what a resource would have",
    says: ({ what, file, field }) => `is ${what}, which ${field} of ${file} does not allow`,
    remedy: "Leave it out, or have the file changed by whoever is root there.",
    example: {
        path: ["emulator"],
        facts: {
            what: "/opt/qemu, another emulator",
            file: "/etc/xplab/policy.json",
            field: "emulator",
        },
    },
});

export const beyondUnsaid = defineError<{ name: string; why: string }>({
    code: "beyond-unsaid",
    title: "A resource that is being made has what is not its lab's own, which no check saw",
    what: ({ name, why }) => `"${name}" is not made: ${why}.`,
    remedy: "Write into the program what it is to have, not what is known only when it is made, and run again.",
    example: {
        name: "lab-xp-domain",
        why: 'emulator is "/opt/qemu", which is not the host\'s QEMU: that takes accept: "this reaches beyond the lab", on the resource or on a lab\'s machine [beyond-lab]',
    },
});

export const policyUnusable = defineError<{ file: string; why: string }>({
    code: "policy-unusable",
    title: "The policy of the host's root cannot be followed",
    what: ({ file, why }) => `The policy ${file} ${why}.`,
    remedy: "Have it mended by whoever is root there: docs/how-to/host-policy.md has its form.",
    example: { file: "/etc/xplab/policy.json", why: "is no JSON" },
});
