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
                "Host memory in MiB for the guest and QEMU together, 16 to 16777216; beyond it the kernel kills QEMU. Needs the host's memory cgroup. Default: no limit.",
            ),
    })
    .meta({ id: "DomainMemtune", description: "A limit of the guest's memory on the host." });
export type Memtune = z.infer<typeof Memtune>;

export const Cputune = z
    .strictObject({
        shares: z
            .int()
            .min(2)
            .max(10000)
            .optional()
            .describe(
                "Weight against the host's other guests when processors are busy, 2 to 10000. Default: the hypervisor's.",
            ),
        globalPeriodMicroseconds: z
            .int()
            .min(1000)
            .max(1000000)
            .optional()
            .describe(
                "Period for globalQuotaMicroseconds in microseconds, 1000 to 1000000. Default: the hypervisor's, 100000.",
            ),
        globalQuotaMicroseconds: z
            .int()
            .min(1000)
            .max(1000000000)
            .optional()
            .describe(
                "Processor time in microseconds that the virtual CPUs and QEMU together may use in each period, 1000 to 1000000000. Default: no limit.",
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
            .describe("Bytes read and written per second, 4096 or more. Default: no limit."),
        totalIopsPerSecond: z
            .int()
            .min(1)
            .max(1000000000)
            .optional()
            .describe("Reads and writes per second, 1 to 1000000000. Default: no limit."),
    })
    .meta({ id: "DomainIotune", description: "Limits of a disk's I/O, which QEMU enforces." });
export type Iotune = z.infer<typeof Iotune>;

const KIB_PER_SECOND = z.int().min(1).max(4194303);

export const Bandwidth = z
    .strictObject({
        inboundKiBPerSecond: KIB_PER_SECOND.optional().describe(
            "KiB per second that reach the guest on average, 1 to 4194303. Needs the host's packet schedulers HTB and SFQ. Default: no limit.",
        ),
        outboundKiBPerSecond: KIB_PER_SECOND.optional().describe(
            "KiB per second that leave the guest on average, 1 to 4194303. Needs the host's ingress scheduler and police action. Default: no limit.",
        ),
    })
    .meta({ id: "DomainBandwidth", description: "Limits of an interface's traffic." });
export type Bandwidth = z.infer<typeof Bandwidth>;

export const sharePages = z
    .boolean()
    .default(true)
    .describe(
        "Whether the host may merge equal memory pages of guests. Merged pages let one guest learn by timing what another has in memory. Default: true.",
    );

export const dumpCore = z
    .boolean()
    .optional()
    .describe(
        "Whether a core dump of QEMU includes the guest's memory. Default: the setting in the host's qemu.conf, false unless changed.",
    );

const FOR_NEW = {
    sharePages: sharePages
        .unwrap()
        .optional()
        .describe(
            "Whether the host may merge its memory pages with those of other guests. Default: true.",
        ),
    dumpCore,
    iotune: Iotune.optional().describe(
        "I/O limits of each disk that has none of its own. Default: none.",
    ),
};

export const CreationDefaults = z.strictObject(FOR_NEW).meta({
    id: "DomainCreationDefaults",
    description: "Creation defaults of a new domain, and of each new disk of one.",
});
export type CreationDefaults = z.infer<typeof CreationDefaults>;

export const BornWith = z.strictObject(FOR_NEW).meta({
    id: "DomainBornWith",
    description: "The former name of DomainCreationDefaults.",
});
