import { defineError } from "../core/userError";

export const secretValueInUse = defineError<{ uuid: string; users: readonly string[] }>({
    code: "secret-value-in-use",
    title: "A passphrase is to change that volumes were encrypted with",
    what: ({ uuid, users }) =>
        `Secret "${uuid}" may not get another value: ${users.join(", ")} may be encrypted with the one that it has.`,
    remedy: "Declare another Secret, and make the volumes anew with it.",
    example: {
        uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
        users: ['volume "images/disk"'],
    },
});

export const secretInUse = defineError<{ uuid: string; users: readonly string[] }>({
    code: "secret-in-use",
    title: "A secret is to be deleted that volumes or domains need",
    what: ({ uuid, users }) => `Secret "${uuid}" is needed by ${users.join(", ")}.`,
    remedy: "Delete what needs it first.",
    example: {
        uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
        users: ['volume "images/disk"', 'domain "lab-dev-patient-1"'],
    },
});
