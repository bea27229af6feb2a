import { defineError } from "../core/userError";

export const secretValueInUse = defineError<{ uuid: string; users: readonly string[] }>({
    code: "secret-value-in-use",
    title: "The passphrase of encrypted volumes cannot change",
    what: ({ uuid, users }) =>
        `Secret "${uuid}" cannot get another value: ${users.join(", ")} may be encrypted with the current one.`,
    remedy: "Declare another Secret, and recreate the volumes with it.",
    example: {
        uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
        users: ['volume "images/disk"'],
    },
});

export const secretInUse = defineError<{ uuid: string; users: readonly string[] }>({
    code: "secret-in-use",
    title: "A secret that volumes or domains need cannot be deleted",
    what: ({ uuid, users }) => `Secret "${uuid}" is needed by ${users.join(", ")}.`,
    remedy: "Delete those first.",
    example: {
        uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
        users: ['volume "images/disk"', 'domain "lab-dev-patient-1"'],
    },
});
