import { defineFinding } from "./finding";
import { nearest } from "./nearest";
import { defineError } from "./userError";

export const noImage = defineError<{ file: string }>({
    code: "no-image",
    title: "The ready-made lab has no image",
    what: ({ file }) =>
        `There is no image: "image" is not set, and the stand-in "${file}" is not built.`,
    remedy: 'Set your own with "pulumi config set image ~/xp-sp3.qcow2", or build the stand-in with "npm start".',
    example: { file: "/home/ada/.cache/xplab/stand-in.qcow2" },
});

export const secretInside = defineError<{ key: string }>({
    code: "secret-inside",
    title: "An object of the configuration holds a secret",
    what: ({ key }) =>
        `Configuration "${key}" holds a secret, which would land in the state in clear.`,
    remedy: 'Secrets have keys of their own: "pulumi config set --secret screenPassword".',
    example: { key: "machines" },
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
        const all = known.map((name) => `"${name}"`).join(" or ");
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
