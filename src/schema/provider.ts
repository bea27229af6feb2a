import { z } from "zod";
import { Uuid } from "./core/leaves";

/** Configuration of the provider: `new libvirt.Provider(...)` or `libvirt:*` in the stack's configuration. */
export const ProviderConfig = z.strictObject({
    uri: z
        .string()
        .min(1, "must not be empty")
        .optional()
        .describe(
            "libvirt's connection URI; qemu:///system?socket=/path uses another socket of the same host. Default: qemu:///system.",
        ),
    owner: Uuid.optional().describe(
        "UUID from which the UUIDs of all objects are derived. Set it only to hand a stack's objects to another provider resource. Default: the id of the provider resource.",
    ),
});
export type ProviderConfig = z.infer<typeof ProviderConfig>;

export const DEFAULT_URI = "qemu:///system";
