import { z } from "zod";
import { functionSchema } from "../core/function";
import { VolumeId } from "../core/leaves";

/** Unlike those that are declared, one that is found may have any format. */
const FoundImage = z
    .object({
        file: z.string().describe("Path on the libvirt host."),
        format: z.string().describe("Format of the file, never probed: qcow2, raw, vmdk..."),
    })
    .meta({ id: "FoundImage", description: "An image below another, as it is on the host." });
export type FoundImage = z.infer<typeof FoundImage>;

export const GetVolume = functionSchema({
    token: "libvirt:index:getVolume",
    description: "A volume of an active storage pool, whoever made it.",
    args: z.strictObject({ id: VolumeId.describe('Id of the volume: "pool/name".') }),
    result: z.object({
        id: z.string().describe('Id of the volume, "pool/name"; what import takes.'),
        path: z.string().describe("Path on the host; what a domain's disk takes as its file."),
        format: z
            .string()
            .optional()
            .describe(
                "Format of the volume: qcow2, raw, iso... Absent when the pool's type has none.",
            ),
        capacityBytes: z.int().describe("Size that a guest sees, in bytes."),
        allocationBytes: z.int().describe("How much it takes on the host, in bytes."),
        backingChain: z
            .array(FoundImage)
            .describe("Images below it, nearest first; none when it stands alone."),
        backingVolume: z
            .string()
            .optional()
            .describe(
                'Volume "pool/name" right below it; absent when there is none, or it is in no active pool.',
            ),
    }),
});
