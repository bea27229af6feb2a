import { z } from "zod";
import { functionSchema } from "../core/function";

export const GetDomain = functionSchema({
    token: "libvirt:index:getDomain",
    description:
        "A domain of the host, whoever created it: its running state, or its definition while it is off. Passwords are never read.",
    args: z.strictObject({ name: z.string().describe("Name of the domain.") }),
    result: z.object({
        name: z.string().describe("Name of the domain."),
        uuid: z.string().describe("UUID of the domain, also its id for import."),
        state: z
            .string()
            .describe("libvirt's name for the guest's state: running, paused, shutoff, crashed..."),
        memoryMiB: z.number().describe("Memory in MiB, possibly a fraction."),
        vcpus: z.int().describe("Number of virtual CPUs."),
        machineType: z
            .string()
            .optional()
            .describe("Machine type, such as pc-i440fx-7.2; absent if libvirt's driver has none."),
        macAddresses: z
            .array(z.string())
            .describe("MAC addresses of its interfaces, in the order of the definition."),
        addresses: z
            .record(z.string(), z.array(z.string()))
            .describe(
                "IPv4 addresses leased by libvirt's DHCP server, by MAC address; an empty list without a lease.",
            ),
        screen: z
            .string()
            .optional()
            .describe(
                "Where a viewer finds the screen, such as vnc://127.0.0.1:5900; absent without one, and while its port is not chosen yet.",
            ),
        disks: z
            .record(z.string(), z.string())
            .describe(
                "Files in its disk, CD and floppy drives, by target such as hda. Empty drives and sources other than files are left out.",
            ),
        autostart: z.boolean().describe("Whether the guest starts with the host."),
    }),
});
