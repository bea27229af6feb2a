import { alternatives } from "../core/alternatives";
import { defineFinding } from "../core/finding";
import { nearest } from "../core/nearest";
import { defineError } from "../core/userError";

export const noImage = defineError<{ file: string }>({
    code: "no-image",
    title: "No image is configured",
    what: ({ file }) =>
        `The setting "image" is missing, and the stand-in "${file}" has not been built.`,
    remedy:
        'Set your own image with "pulumi config set image ~/xp-sp3.qcow2", or, in a clone of xplab, ' +
        'build the stand-in with "npm start".',
    example: { file: "/home/ada/.cache/xplab/stand-in.qcow2" },
});

export const secretInside = defineFinding({
    code: "secret-inside",
    title: "A setting that is stored in clear text contains a secret",
    says: "must not be or contain a secret: the state would hold it in clear text",
    remedy: 'Set it without --secret. Secrets have keys of their own: "pulumi config set --secret screenPassword".',
    example: { path: ["machines"], facts: undefined },
});

export const secretInClear = defineFinding<{ key: string }>({
    code: "secret-in-clear",
    title: "The stack's configuration holds a secret in clear text",
    says: ({ key }) => `must be a secret: run "pulumi config set --secret ${key}"`,
    remedy: "Set it again with --secret. If the file was shared, choose a new value: the file's history holds the old one.",
    example: { path: ["screenPassword"], facts: { key: "screenPassword" } },
});

export const outputWherePlain = defineFinding<{ field: string }>({
    code: "output-where-plain",
    title: "An Output is given where a plain value is required",
    says: ({ field }) =>
        `must have a plain value for ${field}, not an Output: it decides which resources exist`,
    remedy: "Pass a plain value: write it in the program, or read it from the configuration.",
    example: { path: ["arguments"], facts: { field: "machines.xp.count" } },
});

export const networkNotDeclared = defineFinding<{ network: string; known: readonly string[] }>({
    code: "network-not-declared",
    title: "A machine uses a network that the lab does not declare",
    says: ({ network, known }) => {
        if (known.length === 0) return "must be absent: the lab declares no networks";
        // Stack configuration does not keep the order in which they were written.
        const all = alternatives([...known].sort());
        const near = nearest(network, known);
        const hint = near === undefined ? "" : `; did you mean "${near}"?`;
        return `must be a network of the lab: ${all}, not "${network}"${hint}`;
    },
    remedy: "Use a network of the lab, or declare this one under networks.",
    example: {
        path: ["machines", "xp", "network"],
        facts: { network: "detonate", known: ["detonation", "office"] },
    },
});

export const networkNotChosen = defineFinding({
    code: "network-not-chosen",
    title: "A machine in a lab with several networks does not name one",
    says: "is required when the lab has several networks",
    remedy: "Set network to the key of one of them.",
    example: { path: ["machines", "xp", "network"], facts: undefined },
});

export const machineNameTooLong = defineFinding<{ name: string; most: number }>({
    code: "machine-name-too-long",
    title: "A machine's name, with its number, is too long for a computer name",
    says: ({ name, most }) =>
        `produces the name "${name}", which is longer than ${most} characters`,
    remedy: "Shorten the machine's key.",
    example: {
        path: ["machines", "measurement", "count"],
        facts: { name: "measurement-1000", most: 15 },
    },
});

export const machineNameTwice = defineFinding<{ name: string }>({
    code: "machine-name-twice",
    title: "Two entries produce the same machine name",
    says: ({ name }) => `must not produce the name "${name}" twice`,
    remedy: "Rename one of the keys.",
    example: { path: ["machines"], facts: { name: "xp-1" } },
});

export const formerNamePresent = defineFinding<{ name: string }>({
    code: "former-name-present",
    title: "A former name is the current name of another machine",
    says: ({ name }) =>
        `must not resolve to "${name}", a machine of the lab: a former name stays reserved for the machine that had it`,
    remedy: "Give the other machine a name that was never used, or remove the former name.",
    example: { path: ["machines", "patient", "formerNames"], facts: { name: "xp" } },
});

export const formerNameTwice = defineFinding<{ name: string; other: string }>({
    code: "former-name-twice",
    title: "Two machines claim the same former name",
    says: ({ name, other }) =>
        `must not resolve to "${name}": machine "${other}" had that name too`,
    remedy: "Keep it on the machine that is to inherit the disk.",
    example: { path: ["machines", "b", "formerNames"], facts: { name: "xp", other: "a" } },
});

export const memoryBelowEdition = defineFinding<{ least: number; edition: string }>({
    code: "memory-below-edition",
    title: "The edition of Windows needs more memory",
    says: ({ least, edition }) => `must be ${least} or more: ${edition} does not start with less`,
    remedy: "Give the machine more memory.",
    example: {
        path: ["machines", "xp", "memoryMiB"],
        facts: { least: 64, edition: "Windows XP Professional" },
    },
});

export const memoryAboveEdition = defineFinding<{ most: number; edition: string }>({
    code: "memory-above-edition",
    title: "The edition of Windows cannot use that much memory",
    says: ({ most, edition }) => `must be ${most} or less: ${edition} cannot use more`,
    remedy: "Give the machine less memory, or set edition to the one that is on the image.",
    example: {
        path: ["machines", "xp", "memoryMiB"],
        facts: { most: 4096, edition: "Windows XP Professional" },
    },
});

export const vcpusAboveEdition = defineFinding<{ most: number; edition: string }>({
    code: "vcpus-above-edition",
    title: "The edition of Windows cannot use that many processors",
    says: ({ most, edition }) => `must be ${most} or less: ${edition} cannot use more`,
    remedy: "Give the machine fewer processors, or set edition to the one that is on the image.",
    example: {
        path: ["machines", "xp", "vcpus"],
        facts: { most: 32, edition: "Windows XP Professional" },
    },
});

export const vcpusAboveHal = defineFinding<{ most: number; hal: string }>({
    code: "vcpus-above-hal",
    title: "The image's HAL supports fewer processors",
    says: ({ most, hal }) => `must be ${most}: the image's HAL, "${hal}", supports no more`,
    remedy: "Give the machine fewer processors, or use an image that was installed with two and set hal accordingly.",
    example: {
        path: ["machines", "xp", "vcpus"],
        facts: { most: 1, hal: "Advanced Configuration and Power Interface (ACPI) PC" },
    },
});

export const deviceWithoutDriver = defineFinding<{
    device: string;
    fit: readonly string[];
    edition: string;
    driver: string;
}>({
    code: "device-without-driver",
    title: "Neither Windows nor the image has a driver for a device",
    says: ({ device, fit, edition, driver }) =>
        `must be ${alternatives(fit)}, not "${device}": ${edition} includes no driver for it, and drivers does not list "${driver}"`,
    remedy: "Choose another device, or install the driver in the image and list it in drivers.",
    example: {
        path: ["machines", "xp", "nic"],
        facts: {
            device: "e1000",
            fit: ["rtl8139", "pcnet"],
            edition: "Windows XP Professional",
            driver: "e1000",
        },
    },
});

export const tuningWithoutDrivers = defineFinding<{ tuning: string; drivers: readonly string[] }>({
    code: "tuning-without-drivers",
    title: "A tuning needs drivers that the image does not list",
    says: ({ tuning, drivers }) =>
        `must be "stock" unless drivers lists ${drivers.map((name) => `"${name}"`).join(" and ")}: "${tuning}" does not start without them`,
    remedy: 'Install the drivers in the image and list them in drivers, or set tuning to "stock".',
    example: {
        path: ["machines", "xp", "tuning"],
        facts: { tuning: "performance", drivers: ["virtio-blk", "virtio-net"] },
    },
});
