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
    description: "A volume of a started storage pool, whoever created it.",
    args: z.strictObject({ id: VolumeId.describe('Id of the volume: "pool/name".') }),
    result: z.object({
        id: z.string().describe('Id of the volume, "pool/name", also for import.'),
        path: z.string().describe("Path on the libvirt host, for the file of a domain's disk."),
        format: z
            .string()
            .optional()
            .describe(
                "Format of the volume: qcow2, raw, iso... Absent if the pool's type has none.",
            ),
        capacityBytes: z.int().describe("Size that a guest sees, in bytes."),
        allocationBytes: z.int().describe("Bytes that it uses on the host."),
        backingChain: z
            .array(FoundImage)
            .describe("Images below it, nearest first; empty without any."),
        backingVolume: z
            .string()
            .optional()
            .describe(
                'Volume "pool/name" directly below it; absent without one, or if it is in no started pool.',
            ),
    }),
});
