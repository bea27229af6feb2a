import { z } from "zod";
import { Text, Uuid } from "./core/leaves";
import { resourceSchema } from "./core/resource";

// https://libvirt.org/formatsecret.html
export const Secret = resourceSchema({
    token: "libvirt:index:Secret",
    description:
        "A passphrase that libvirt keeps for encrypted volumes (in /etc/libvirt/secrets, readable by root alone) and gives to nobody but QEMU. Its value cannot be read back: an import takes the declared one for granted. Deletion, and another value, are refused while a volume or a domain needs the secret.",
    inputs: z.strictObject({
        uuid: Uuid.optional().describe(
            "UUID of the secret. Default: drawn from the owner and the URN at creation, kept after.",
        ),
        description: Text.optional().describe("Text for people. Default: none."),
        value: z
            .string()
            .min(1, "must not be empty")
            .describe("The passphrase, in UTF-8.")
            .meta({ secret: true }),
    }),
    outputs: z.object({}),
    rules: [],
    // Only an import is without a value, and then what the program says is all that is known of it.
    effects: {
        uuid: "replace",
        description: "live",
        value: { add: "none", update: "live", delete: "none" },
    },
});
export type Secret = z.infer<typeof Secret.inputs>;
