import { defineFinding } from "../core/finding";
import { nearest } from "../core/nearest";
import { defineError } from "../core/userError";

export const noImage = defineError<{ file: string }>({
    code: "no-image",
    title: "The ready-made lab has no image",
    what: ({ file }) =>
        `There is no image: "image" is not set, and the stand-in "${file}" is not built.`,
    remedy: 'Set your own with "pulumi config set image ~/xp-sp3.qcow2", or build the stand-in with "npm start".',
    example: { file: "/home/ada/.cache/xplab/stand-in.qcow2" },
});

export const secretInside = defineFinding({
    code: "secret-inside",
    title: "A setting that is no secret is one, or holds one",
    says: "must not be a secret, nor hold one: it would stand in clear in the state",
    remedy: "Write it in clear. Secrets have keys of their own: pulumi config set --secret screenPassword.",
    example: { path: ["machines"], facts: undefined },
});

export const secretInClear = defineFinding<{ key: string }>({
    code: "secret-in-clear",
    title: "A secret stands in clear in the stack's configuration",
    says: ({ key }) => `must be a secret: pulumi config set --secret ${key}`,
    remedy: "Set it again with --secret. Where the file was shared, think of another one: its history has it.",
    example: { path: ["screenPassword"], facts: { key: "screenPassword" } },
});

export const outputWherePlain = defineFinding<{ field: string }>({
    code: "output-where-plain",
    title: "What decides which resources there are is known only when others are made",
    says: ({ field }) =>
        `must have ${field} as a plain value, not an Output: it decides which resources there are`,
    remedy: "Pass a plain value: from the configuration, or written in the program.",
    example: { path: ["arguments"], facts: { field: "machines.xp.count" } },
});

export const networkNotDeclared = defineFinding<{ network: string; known: readonly string[] }>({
    code: "network-not-declared",
    title: "A machine is on a network that the lab does not declare",
    says: ({ network, known }) => {
        if (known.length === 0) return "must be absent: the lab declares no networks";
        // Stack configuration does not keep the order in which they were written.
        const all = [...known]
            .sort()
            .map((name) => `"${name}"`)
            .join(" or ");
        const near = nearest(network, known);
        const hint = near === undefined ? "" : `; did you mean "${near}"?`;
        return `must be a network of the lab: ${all}, not "${network}"${hint}`;
    },
    remedy: "Name a network of the lab, or declare this one in networks.",
    example: {
        path: ["machines", "xp", "network"],
        facts: { network: "detonate", known: ["detonation", "office"] },
    },
});

export const networkNotChosen = defineFinding({
    code: "network-not-chosen",
    title: "A lab has several networks, and a machine says not which is its",
    says: "is required when the lab has several networks",
    remedy: "Set network to the key of one of them.",
    example: { path: ["machines", "xp", "network"], facts: undefined },
});

export const machineNameTooLong = defineFinding<{ name: string; most: number }>({
    code: "machine-name-too-long",
    title: "A machine's name, with its number, is longer than a computer name can be",
    says: ({ name, most }) => `makes the name "${name}", which must be at most ${most} characters`,
    remedy: "Shorten the machine's key.",
    example: {
        path: ["machines", "measurement", "count"],
        facts: { name: "measurement-1000", most: 15 },
    },
});

export const machineNameTwice = defineFinding<{ name: string }>({
    code: "machine-name-twice",
    title: "Two entries make machines of the same name",
    says: ({ name }) => `must not make the name "${name}" twice`,
    remedy: "Rename one of the keys.",
    example: { path: ["machines"], facts: { name: "xp-1" } },
});

export const formerNamePresent = defineFinding<{ name: string }>({
    code: "former-name-present",
    title: "A machine's former name is the name of a machine that is there",
    says: ({ name }) =>
        `must not lead to "${name}", which is a machine of the lab: a name that was given up stays with the machine that had it`,
    remedy: "Give the other machine a name that none had before, or remove the former name.",
    example: { path: ["machines", "patient", "formerNames"], facts: { name: "xp" } },
});

export const formerNameTwice = defineFinding<{ name: string; other: string }>({
    code: "former-name-twice",
    title: "Two machines claim one former name",
    says: ({ name, other }) => `must not lead to "${name}": machine "${other}" had that name too`,
    remedy: "Leave it to the machine that is to carry on with the disk.",
    example: { path: ["machines", "b", "formerNames"], facts: { name: "xp", other: "a" } },
});

export const memoryBelowEdition = defineFinding<{ least: number; edition: string }>({
    code: "memory-below-edition",
    title: "The edition of Windows does not start with so little memory",
    says: ({ least, edition }) => `must be ${least} or more: ${edition} does not start with less`,
    remedy: "Give it more memory.",
    example: {
        path: ["machines", "xp", "memoryMiB"],
        facts: { least: 64, edition: "Windows XP Professional" },
    },
});

export const memoryAboveEdition = defineFinding<{ most: number; edition: string }>({
    code: "memory-above-edition",
    title: "The edition of Windows uses less memory than this",
    says: ({ most, edition }) => `must be ${most} or less: ${edition} uses no more`,
    remedy: "Give it less memory, or set the edition that is on the image.",
    example: {
        path: ["machines", "xp", "memoryMiB"],
        facts: { most: 4096, edition: "Windows XP Professional" },
    },
});

export const vcpusAboveEdition = defineFinding<{ most: number; edition: string }>({
    code: "vcpus-above-edition",
    title: "The edition of Windows counts fewer processors than this",
    says: ({ most, edition }) => `must be ${most} or less: ${edition} counts no more`,
    remedy: "Give it fewer, or set the edition that is on the image.",
    example: {
        path: ["machines", "xp", "vcpus"],
        facts: { most: 32, edition: "Windows XP Professional" },
    },
});

export const vcpusAboveHal = defineFinding<{ most: number; hal: string }>({
    code: "vcpus-above-hal",
    title: "The image's HAL serves fewer processors than this",
    says: ({ most, hal }) => `must be ${most}: the image's HAL, "${hal}", serves no more`,
    remedy: "Give it fewer, or an image that was installed with two; hal then says so.",
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
    title: "The edition of Windows has no driver for a device, nor has the image one",
    says: ({ device, fit, edition, driver }) =>
        `must be ${alternatives(fit)}, not "${device}": ${edition} has no driver for it in the box, and drivers does not name "${driver}"`,
    remedy: "Take another device, or put the driver into the image and name it in drivers.",
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
    title: "A tuning needs drivers that the image is not said to have",
    says: ({ tuning, drivers }) =>
        `must be "stock" unless drivers names ${drivers.map((name) => `"${name}"`).join(" and ")}: "${tuning}" does not start without`,
    remedy: "Put the drivers into the image and name them in drivers, or leave the tuning at stock.",
    example: {
        path: ["machines", "xp", "tuning"],
        facts: { tuning: "performance", drivers: ["virtio-blk", "virtio-net"] },
    },
});

function alternatives(values: readonly string[]): string {
    return values.map((value) => `"${value}"`).join(" or ");
}
