import { z } from "zod";
import { functionSchema } from "../core/function";

export const GetPool = functionSchema({
    token: "libvirt:index:getPool",
    description: "A storage pool of the host, whoever made it, as libvirt last saw it.",
    args: z.strictObject({ name: z.string().describe("Name of the pool.") }),
    result: z.object({
        name: z.string().describe("Name of the pool."),
        uuid: z.string().describe("UUID of the pool; what import takes."),
        path: z
            .string()
            .optional()
            .describe("Folder or device on the host; absent when the pool's type has none."),
        active: z.boolean().describe("Whether the pool is started."),
        autostart: z.boolean().describe("Whether the pool starts with the host."),
        capacityBytes: z
            .int()
            .optional()
            .describe("Size of what the pool lies on, in bytes; absent while it is not active."),
        allocationBytes: z
            .int()
            .optional()
            .describe("How much of that is in use, in bytes; absent while it is not active."),
        availableBytes: z
            .int()
            .optional()
            .describe("How much of that is free, in bytes; absent while it is not active."),
        volumes: z
            .array(z.string())
            .describe("Names of its volumes, sorted; none while it is not active."),
    }),
});
