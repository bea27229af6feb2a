import type * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Issue } from "../../schema/core/resource";
import {
    creationDefaults,
    validateLimits as validateMachineLimits,
} from "../../xp/hardware/limits";
import { checkArgs, isOutput } from "../args/checkArgs";

export interface LimitsArgs {
    /** What the guest and QEMU together may take of the host's memory: 1280 more than the guest's or above. @default no limit */
    memoryMiB?: pulumi.Input<number> | undefined;
    /** Processor time, in percent of one processor of the host. @default no limit but the virtual CPUs */
    cpuPercent?: pulumi.Input<number> | undefined;
    /** What is read and written in a second, of each disk. @default 100 */
    diskMiBPerSecond?: pulumi.Input<number> | undefined;
    /** Reads and writes in a second, of each disk. @default 20000 */
    diskIopsPerSecond?: pulumi.Input<number> | undefined;
    /** What leaves the guest over the network in a second. @default no limit */
    networkKiBPerSecond?: pulumi.Input<number> | undefined;
}

export const LimitsShape = z
    .strictObject({
        memoryMiB: z
            .int()
            .min(64)
            .max(16777216)
            .optional()
            .describe(
                "What the guest and QEMU together may take of the host's memory, in MiB: 1280 more than the machine's memory, or above. Default: no limit.",
            ),
        cpuPercent: z
            .int()
            .min(5)
            .max(100000)
            .optional()
            .describe(
                "Processor time of the guest and QEMU together, in percent of one processor of the host, 5 to 100000. Default: no limit but the virtual CPUs.",
            ),
        diskMiBPerSecond: z
            .int()
            .min(1)
            .max(1048576)
            .optional()
            .describe("MiB read and written in a second, of each disk. Default: 100."),
        diskIopsPerSecond: z
            .int()
            .min(100)
            .max(1000000)
            .optional()
            .describe(
                "Reads and writes in a second, of each disk, 100 or more: the BIOS reads sector by sector. Default: 20000.",
            ),
        networkKiBPerSecond: z
            .int()
            .min(1)
            .max(4194303)
            .optional()
            .describe("KiB that leave the guest in a second. Default: no limit."),
    })
    .describe("What a machine may take of its host.");

/** What is known when the program runs. */
export type Limits = z.infer<typeof LimitsShape>;

/** What a domain, its disks and its network interface get of limits; those of no limits are left to birth. */
export interface DomainLimits {
    readonly domain: Pick<libvirt.DomainArgs, "memtune" | "cputune">;
    readonly disk: Pick<libvirt.types.input.DomainDiskArgs, "iotune">;
    readonly nic: Pick<libvirt.types.input.DomainInterfaceArgs, "bandwidth">;
}

/** Limits in the provider's words. What is an Output is judged when it is known. */
export function domainLimits(
    machine: string,
    limits: pulumi.Input<LimitsArgs> | undefined,
    memoryMiB: pulumi.Input<number>,
): DomainLimits {
    if (limits === undefined) return { domain: {}, disk: {}, nic: {} };
    const known = pulumi.all([limits, memoryMiB]).apply(([wanted, memory]) => {
        const rule = () => validateMachineLimits(wanted, memory);
        checkArgs(`Machine "${machine}"`, LimitsShape, [rule], wanted);
        return wanted;
    });
    return {
        domain: { memtune: known.apply(memtuneOf), cputune: known.apply(cputuneOf) },
        disk: { iotune: known.apply(iotuneOf) },
        nic: { bandwidth: known.apply(bandwidthOf) },
    };
}

/** Limits that a machine's own go before. */
export function bothLimits(
    common: pulumi.Input<LimitsArgs> | undefined,
    own: pulumi.Input<LimitsArgs> | undefined,
): pulumi.Input<LimitsArgs> | undefined {
    if (common === undefined || own === undefined) return own ?? common;
    return pulumi.all([common, own]).apply(([first, second]) => ({ ...first, ...second }));
}

/** Limits of a lab's machine that can be judged before anything is made. */
export function validateLimits(
    common: Limits | undefined,
    own: Limits | undefined,
    memoryMiB: number,
): Issue[] {
    if ([common, own, memoryMiB].some(isOutput)) return [];
    const limits = { ...common, ...own };
    return isOutput(limits.memoryMiB) ? [] : validateMachineLimits(limits, memoryMiB);
}

/** Of a second; short enough that a guest which has used its share does not stand still for long. */
const PERIOD_MICROSECONDS = 100_000;

const memtuneOf = ({ memoryMiB }: Limits) =>
    memoryMiB === undefined ? undefined : { hardLimitMiB: memoryMiB };

const cputuneOf = ({ cpuPercent }: Limits) =>
    cpuPercent === undefined
        ? undefined
        : {
              globalPeriodMicroseconds: PERIOD_MICROSECONDS,
              globalQuotaMicroseconds: (cpuPercent * PERIOD_MICROSECONDS) / 100,
          };

/** Of two limits the one that is not written is that of birth. */
function iotuneOf({ diskMiBPerSecond, diskIopsPerSecond }: Limits) {
    if (diskMiBPerSecond === undefined && diskIopsPerSecond === undefined) return undefined;
    const { totalBytesPerSecond, totalIopsPerSecond } = creationDefaults.iotune;
    return {
        totalBytesPerSecond:
            diskMiBPerSecond === undefined ? totalBytesPerSecond : diskMiBPerSecond * 1024 ** 2,
        totalIopsPerSecond: diskIopsPerSecond ?? totalIopsPerSecond,
    };
}

const bandwidthOf = ({ networkKiBPerSecond }: Limits) =>
    networkKiBPerSecond === undefined ? undefined : { outboundKiBPerSecond: networkKiBPerSecond };
