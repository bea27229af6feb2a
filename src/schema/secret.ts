import { z } from "zod";
import { Text, Uuid } from "./core/leaves";
import { resourceSchema } from "./core/resource";

// https://libvirt.org/formatsecret.html
export const Secret = resourceSchema({
    token: "libvirt:index:Secret",
    description:
        "A passphrase for encrypted volumes. libvirt keeps it in /etc/libvirt/secrets, readable only by root, and gives it only to QEMU. Its value cannot be read back, so an import trusts the declared one. Deletion and a change of the value are refused while a volume or a domain needs the secret.",
    inputs: z.strictObject({
        uuid: Uuid.optional().describe(
            "UUID of the secret. Default: derived from the owner and the URN at creation, then kept.",
        ),
        description: Text.optional().describe("Human-readable text. Default: none."),
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
