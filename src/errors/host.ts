import { defineError } from "./userError";

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
