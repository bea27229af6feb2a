import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

/** Resources that reach beyond their lab, and the host's policy on them. */

export const beyondLab = defineFinding<{ what: string; words: string }>({
    code: "beyond-lab",
    title: "A resource reaches beyond its lab without consent",
    says: ({ what, words }) =>
        `is ${what}: this requires accept: "${words}" on the resource or its machine`,
    remedy: "Set accept to that sentence if you want this. Do not set it if somebody else wrote the program and you do not know why it needs this.",
    example: {
        path: ["serials", 1, "path"],
        facts: { what: "/dev/ttyUSB0, a device of the host", words: "this reaches beyond the lab" },
    },
});

export const abovePolicy = defineFinding<{ what: string; file: string; field: string }>({
    code: "above-policy",
    title: "The host's policy forbids what a resource uses",
    says: ({ what, file, field }) => `is ${what}: "${field}" in ${file} does not allow it`,
    remedy: "Remove it, or ask the host's administrator to change the policy.",
    example: {
        path: ["emulator"],
        facts: {
            what: '"/opt/qemu", which is not the host\'s QEMU',
            file: "/etc/xplab/policy.json",
            field: "emulator",
        },
    },
});

export const beyondUnchecked = defineError<{ name: string; why: string }>({
    code: "beyond-unsaid",
    title: "A value that was unknown in the preview reaches beyond the lab",
    what: ({ name, why }) => `"${name}" was not created: ${why}.`,
    remedy: "Write the value into the program, so that it is known in the preview, and run again.",
    example: {
        name: "lab-xp-domain",
        why: 'emulator is "/opt/qemu", which is not the host\'s QEMU: this requires accept: "this reaches beyond the lab" on the resource or its machine [beyond-lab]',
    },
});

export const policyUnusable = defineError<{ file: string; why: string }>({
    code: "policy-unusable",
    title: "The host's policy is invalid",
    what: ({ file, why }) => `The policy "${file}" ${why}.`,
    remedy: "Ask the host's administrator to correct it; docs/how-to/host-policy.md describes its format.",
    example: { file: "/etc/xplab/policy.json", why: "is not JSON" },
});
