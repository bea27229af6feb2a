import { z } from "zod";
import { functionSchema } from "../core/function";

export const GetHost = functionSchema({
    token: "libvirt:index:getHost",
    description: "The libvirt host that the provider is connected to.",
    args: z.strictObject({}),
    result: z.object({
        hostname: z.string().describe("Name of the host, as libvirt knows it."),
        uri: z.string().describe("libvirt's own URI of the connection, such as qemu:///system."),
        libvirtVersion: z.string().describe("Version of libvirt, such as 9.0.0."),
        qemuVersion: z
            .string()
            .optional()
            .describe("Version of QEMU, such as 7.2.22; absent when libvirt's driver is another."),
        architecture: z.string().describe("Architecture of the host's processors: x86_64."),
        cpus: z
            .int()
            .optional()
            .describe("How many processors the host has; absent when libvirt does not know."),
        memoryMiB: z
            .int()
            .optional()
            .describe(
                "Memory of the host in MiB, rounded down; absent when libvirt does not know.",
            ),
        claimsKvm: z
            .boolean()
            .describe(
                "Whether libvirt offers KVM. A claim, no proof: it looks at the device and starts no guest. A domain whose accelerator is auto tries it out.",
            ),
    }),
});
