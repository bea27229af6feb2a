import { defineError } from "../core/userError";

/** Taking over somebody else's object would hand one person's lab to another. */
export const nameTaken = defineError<{ kind: string; name: string; which: string }>({
    code: "name-taken",
    title: "The name belongs to an object that this stack did not create",
    what: ({ kind, name, which }) =>
        `${kind} "${name}" already exists on the host and does not belong to this stack (${which}).`,
    remedy: ({ kind }) => {
        const noun = kind.replace(/\B[A-Z]/g, " $&").toLowerCase();
        return `Set name to another value, or remove the existing ${noun}.`;
    },
    example: {
        kind: "Network",
        name: "lab-dev",
        which: "UUID 6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
    },
});

/** The object was removed by other means, and the state does not record it yet. */
export const objectGone = defineError<{ kind: string; name?: string | undefined }>({
    code: "gone",
    title: "The object to change is no longer on the host",
    what: ({ kind, name = "" }) => `${kind} "${name}" is no longer on the host.`,
    remedy: 'Run "pulumi refresh" to record that, then run again to recreate it.',
    example: { kind: "Domain", name: "lab-dev-patient-1" },
});

/** Nobody reads a longer list. */
const MOST_NAMES = 20;

/** `choice` precedes the names: "Set name to". */
export const objectNotFound = defineError<{
    kind: string;
    name: string;
    choice: string;
    names: readonly string[];
}>({
    code: "not-there",
    title: "A function asks for an object that is not on the host",
    what: ({ kind, name }) => `${kind} "${name}" is not on the host.`,
    remedy: ({ choice, names }) => {
        const [only, ...others] = [...names].sort().map((name) => `"${name}"`);
        if (only === undefined) {
            return "Create it first, or set the provider's uri to the host that has it.";
        }
        if (others.length === 0) return `${choice} ${only}.`;
        const rest = names.length - MOST_NAMES;
        const listed = [only, ...others].slice(0, MOST_NAMES).join(", ");
        return `${choice} one of ${listed}${rest > 0 ? ` (and ${rest} more)` : ""}.`;
    },
    example: { kind: "Pool", name: "image", choice: "Set name to", names: ["default", "images"] },
});

export const hostTooOld = defineError<{ program: string; version: string; oldest: string }>({
    code: "host-too-old",
    title: "The host's libvirt or QEMU is too old",
    what: ({ program, version }) => `The host runs ${program} ${version}, which is not supported.`,
    remedy: ({ oldest }) => `Upgrade it to ${oldest} or newer.`,
    example: { program: "libvirt", version: "8.0.0", oldest: "9.0.0" },
});
