import { z } from "zod";

// https://libvirt.org/formatdomain.html#memory-tuning and the chapters that follow it

export const Memtune = z
    .strictObject({
        hardLimitMiB: z
            .int()
            .min(16)
            .max(16777216)
            .optional()
            .describe(
                "What the guest and QEMU together may take of the host's memory, in MiB; beyond it the kernel kills QEMU. Needs the host's memory cgroup. Default: no limit.",
            ),
    })
    .meta({ id: "DomainMemtune", description: "Limits of the guest's memory on the host." });
export type Memtune = z.infer<typeof Memtune>;

export const Cputune = z
    .strictObject({
        shares: z
            .int()
            .min(2)
            .max(10000)
            .optional()
            .describe(
                "Weight among the guests of the host when processors are scarce, 2 to 10000. Default: the hypervisor's.",
            ),
        globalPeriodMicroseconds: z
            .int()
            .min(1000)
            .max(1000000)
            .optional()
            .describe(
                "Period over which globalQuotaMicroseconds is counted, 1000 to 1000000. Default: the hypervisor's, 100000.",
            ),
        globalQuotaMicroseconds: z
            .int()
            .min(1000)
            .max(1000000000)
            .optional()
            .describe(
                "Processor time that virtual CPUs and QEMU together may take in each period. Default: no limit.",
            ),
    })
    .meta({
        id: "DomainCputune",
        description: "The guest's share of the host's processors. Needs the host's cpu cgroup.",
    });
export type Cputune = z.infer<typeof Cputune>;

export const Iotune = z
    .strictObject({
        totalBytesPerSecond: z
            .int()
            .min(4096)
            .max(Number.MAX_SAFE_INTEGER)
            .optional()
            .describe("Bytes read and written in a second, 4096 or more. Default: no limit."),
        totalIopsPerSecond: z
            .int()
            .min(1)
            .max(1000000000)
            .optional()
            .describe("Requests, reads and writes, in a second. Default: no limit."),
    })
    .meta({ id: "DomainIotune", description: "What QEMU does for a disk in a second at most." });
export type Iotune = z.infer<typeof Iotune>;

const KIB_PER_SECOND = z.int().min(1).max(4194303);

export const Bandwidth = z
    .strictObject({
        inboundKiBPerSecond: KIB_PER_SECOND.optional().describe(
            "KiB that reach the guest in a second on average. Needs the host's packet schedulers HTB and SFQ. Default: no limit.",
        ),
        outboundKiBPerSecond: KIB_PER_SECOND.optional().describe(
            "KiB that leave the guest in a second on average. Needs the host's ingress scheduler and the action police. Default: no limit.",
        ),
    })
    .meta({ id: "DomainBandwidth", description: "What goes through an interface in a second." });
export type Bandwidth = z.infer<typeof Bandwidth>;

export const sharePages = z
    .boolean()
    .default(true)
    .describe(
        "Whether the host may share equal pages of guests, by whose timing one guest can tell what is in another. Default: true.",
    );

export const dumpCore = z
    .boolean()
    .optional()
    .describe(
        "Whether a core dump of QEMU holds the guest's memory. Default: as the host's qemu.conf says, which says false unless it was changed.",
    );

const FOR_NEW = {
    sharePages: sharePages
        .unwrap()
        .optional()
        .describe("Whether the host may share its pages. Default: true."),
    dumpCore,
    iotune: Iotune.optional().describe("Limits of each disk without any. Default: none."),
};

export const CreationDefaults = z.strictObject(FOR_NEW).meta({
    id: "DomainCreationDefaults",
    description:
        "Values that a new domain, and each new disk of one, gets for what the program leaves out.",
});
export type CreationDefaults = z.infer<typeof CreationDefaults>;

export const BornWith = z.strictObject(FOR_NEW).meta({
    id: "DomainBornWith",
    description: "The former name of DomainCreationDefaults.",
});
