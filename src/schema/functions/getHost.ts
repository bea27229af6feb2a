import { z } from "zod";
import { functionSchema } from "../core/function";

export const GetHost = functionSchema({
    token: "libvirt:index:getHost",
    description: "The libvirt host that the provider is connected to.",
    args: z.strictObject({}),
    result: z.object({
        hostname: z.string().describe("Name of the host, as libvirt reports it."),
        uri: z.string().describe("libvirt's own URI of the connection, such as qemu:///system."),
        libvirtVersion: z.string().describe("Version of libvirt, such as 9.0.0."),
        qemuVersion: z
            .string()
            .optional()
            .describe("Version of QEMU, such as 7.2.22; absent if libvirt's driver is not QEMU."),
        architecture: z.string().describe("Architecture of the host's processors: x86_64."),
        cpus: z
            .int()
            .optional()
            .describe("Number of the host's processors; absent if libvirt does not report it."),
        memoryMiB: z
            .int()
            .optional()
            .describe(
                "Memory of the host in MiB, rounded down; absent if libvirt does not report it.",
            ),
        claimsKvm: z
            .boolean()
            .describe(
                "Whether libvirt offers KVM. libvirt only checks for the device and starts no guest; a domain whose accelerator is auto tries it.",
            ),
    }),
});
