import { z } from "zod";

export const CpuFeature = z
    .strictObject({
        name: z.string().min(1, "must not be empty").describe("Name of the feature, such as nx."),
        policy: z
            .enum(["force", "require", "optional", "disable", "forbid"])
            .default("require")
            .describe(
                "libvirt's policy for the feature: force, require, optional, disable or forbid. Default: require.",
            ),
    })
    .meta({ id: "CpuFeature", description: "A CPU feature that differs from the CPU model." });

export const Clock = z
    .strictObject({
        offset: z
            .enum(["utc", "localtime"])
            .default("utc")
            .describe("Time in the guest's hardware clock: utc or localtime. Default: utc."),
        rtcTickPolicy: z
            .enum(["delay", "catchup", "merge"])
            .optional()
            .describe(
                "What happens to missed ticks of the RTC: delay, catchup or merge. Default: the hypervisor's.",
            ),
        pitTickPolicy: z
            .enum(["delay", "discard"])
            .optional()
            .describe(
                "What happens to missed ticks of the PIT: delay or discard. Default: the hypervisor's.",
            ),
        hpet: z.boolean().default(false).describe("Whether the guest has an HPET. Default: false."),
    })
    .meta({ id: "DomainClock", description: "The guest's clocks." });
