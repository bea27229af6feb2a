import { z } from "zod";
import { functionSchema } from "../core/function";

export const GetNetwork = functionSchema({
    token: "libvirt:index:getNetwork",
    description: "A virtual network of the host, whoever created it.",
    args: z.strictObject({ name: z.string().describe("Name of the network.") }),
    result: z.object({
        name: z.string().describe("Name of the network."),
        uuid: z.string().describe("UUID of the network, also its id for import."),
        bridge: z
            .string()
            .optional()
            .describe("Name of its bridge; absent if its forward mode has none."),
        address: z
            .string()
            .optional()
            .describe("The host's first IPv4 address on it; absent without one."),
        subnet: z
            .string()
            .optional()
            .describe("Subnet of that address, such as 10.64.3.0/24; absent without one."),
        active: z.boolean().describe("Whether the network is started."),
        autostart: z.boolean().describe("Whether the network starts with the host."),
    }),
});
