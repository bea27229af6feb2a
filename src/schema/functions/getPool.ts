import { z } from "zod";
import { functionSchema } from "../core/function";

export const GetPool = functionSchema({
    token: "libvirt:index:getPool",
    description: "A storage pool of the host, whoever created it, as libvirt last saw it.",
    args: z.strictObject({ name: z.string().describe("Name of the pool.") }),
    result: z.object({
        name: z.string().describe("Name of the pool."),
        uuid: z.string().describe("UUID of the pool, also its id for import."),
        path: z
            .string()
            .optional()
            .describe("Folder or device on the host; absent if the pool's type has none."),
        active: z.boolean().describe("Whether the pool is started."),
        autostart: z.boolean().describe("Whether the pool starts with the host."),
        capacityBytes: z
            .int()
            .optional()
            .describe(
                "Size in bytes of the storage that the pool is on; absent while the pool is not started.",
            ),
        allocationBytes: z
            .int()
            .optional()
            .describe("Bytes of it in use; absent while the pool is not started."),
        availableBytes: z
            .int()
            .optional()
            .describe("Bytes of it that are free; absent while the pool is not started."),
        volumes: z
            .array(z.string())
            .describe("Names of its volumes, sorted; empty while the pool is not started."),
    }),
});
