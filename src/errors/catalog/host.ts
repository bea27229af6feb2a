import { defineError } from "../core/userError";

/** Somebody else's object has the name: taking it over would hand one person's lab to another. */
export const nameTaken = defineError<{ kind: string; name: string; which: string }>({
    code: "name-taken",
    title: "The name belongs to something that another stack, or no stack, made",
    what: ({ kind, name, which }) =>
        `${kind} "${name}" exists on the host and is not of this stack (${which}).`,
    remedy: ({ kind }) => {
        const noun = kind.replace(/\B[A-Z]/g, " $&").toLowerCase();
        return `Set name to another value, or remove the ${noun} that is there.`;
    },
    example: {
        kind: "Network",
        name: "lab-dev",
        which: "UUID 6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
    },
});

/** What is to be changed was removed by other means, and the state does not know yet. */
export const gone = defineError<{ kind: string; name?: string | undefined }>({
    code: "gone",
    title: "Something that is to be changed was removed by other means",
    what: ({ kind, name = "" }) => `${kind} "${name}" is no longer on the host.`,
    remedy: 'Run "pulumi refresh", which notes that it is gone, then run again to make it anew.',
    example: { kind: "Domain", name: "lab-dev-patient-1" },
});

/** More names than these nobody reads. */
const MOST_NAMES = 20;

/** `choice` goes on to the names: "Set name to". */
export const notThere = defineError<{
    kind: string;
    name: string;
    choice: string;
    names: readonly string[];
}>({
    code: "not-there",
    title: "What a function asks for is not on the host",
    what: ({ kind, name }) => `${kind} "${name}" is not on the host.`,
    remedy: ({ choice, names }) => {
        const [only, ...others] = [...names].sort().map((name) => `"${name}"`);
        if (only === undefined)
            return "Make it first, or set the provider's uri to the host that has it.";
        if (others.length === 0) return `${choice} ${only}.`;
        const rest = names.length - MOST_NAMES;
        const listed = [only, ...others].slice(0, MOST_NAMES).join(", ");
        return `${choice} one of ${listed}${rest > 0 ? ` (and ${rest} more)` : ""}.`;
    },
    example: { kind: "Pool", name: "image", choice: "Set name to", names: ["default", "images"] },
});

export const hostTooOld = defineError<{ program: string; version: string; oldest: string }>({
    code: "host-too-old",
    title: "The host's libvirt or QEMU is older than those that are supported",
    what: ({ program, version }) => `The host runs ${program} ${version}.`,
    remedy: ({ oldest }) => `Upgrade it to ${oldest} or newer.`,
    example: { program: "libvirt", version: "8.0.0", oldest: "9.0.0" },
});
