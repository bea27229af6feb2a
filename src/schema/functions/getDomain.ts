import { z } from "zod";
import { functionSchema } from "../core/function";

export const GetDomain = functionSchema({
    token: "libvirt:index:getDomain",
    description:
        "A domain of the host, whoever made it: as it runs, or as it is defined while it is off. Passwords are never read.",
    args: z.strictObject({ name: z.string().describe("Name of the domain.") }),
    result: z.object({
        name: z.string().describe("Name of the domain."),
        uuid: z.string().describe("UUID of the domain; what import takes."),
        state: z
            .string()
            .describe(
                "libvirt's word for what the guest does: running, paused, shutoff, crashed...",
            ),
        memoryMiB: z.number().describe("Memory in MiB; a fraction when it is no whole number."),
        vcpus: z.int().describe("Number of virtual processors."),
        machineType: z
            .string()
            .optional()
            .describe("Machine type, such as pc-i440fx-7.2; absent where the driver knows none."),
        macAddresses: z
            .array(z.string())
            .describe("MAC addresses of its interfaces, in the order of the definition."),
        addresses: z
            .record(z.string(), z.array(z.string()))
            .describe(
                "IPv4 addresses that libvirt's DHCP has leased, by MAC address; an empty list without a lease.",
            ),
        screen: z
            .string()
            .optional()
            .describe(
                "Where a viewer finds the screen, such as vnc://127.0.0.1:5900; absent without one, and while nobody has chosen its port.",
            ),
        disks: z
            .record(z.string(), z.string())
            .describe(
                "Files in its disk, CD and floppy drives, by target (hda); an empty drive, and what is no file, is left out.",
            ),
        autostart: z.boolean().describe("Whether the guest starts with the host."),
    }),
});
