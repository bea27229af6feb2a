import type * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Issue } from "../../schema/core/resource";
import {
    creationDefaults,
    validateLimits as validateMachineLimits,
} from "../../xp/hardware/limits";
import { checkArgs, isOutput } from "../args/checkArgs";

/** Limits on a machine's use of its host. */
export interface LimitsArgs {
    /**
     * Host memory in MiB for the guest and QEMU together, 64 to 16777216 and at least 1280 more than the machine's memory.
     * Beyond it the kernel kills QEMU. Needs the host's memory cgroup.
     * @default no limit
     */
    memoryMiB?: pulumi.Input<number> | undefined;
    /**
     * Processor time of the guest and QEMU together, in percent of one host processor, 5 to 100000. Needs the host's cpu
     * cgroup.
     * @default no limit except the number of virtual CPUs
     */
    cpuPercent?: pulumi.Input<number> | undefined;
    /**
     * MiB per second that each disk reads and writes, 1 to 1048576.
     * @default 100
     */
    diskMiBPerSecond?: pulumi.Input<number> | undefined;
    /**
     * Reads and writes per second of each disk, 100 to 1000000.
     * @default 20000
     */
    diskIopsPerSecond?: pulumi.Input<number> | undefined;
    /**
     * KiB per second that the guest sends over the network, 1 to 4194303. Needs the host's ingress scheduler.
     * @default no limit
     */
    networkKiBPerSecond?: pulumi.Input<number> | undefined;
}

export const LimitsShape = z.strictObject({
    memoryMiB: z.int().min(64).max(16777216).optional(),
    cpuPercent: z.int().min(5).max(100000).optional(),
    diskMiBPerSecond: z.int().min(1).max(1048576).optional(),
    // The BIOS reads sector by sector: with fewer a guest takes minutes to start.
    diskIopsPerSecond: z.int().min(100).max(1000000).optional(),
    networkKiBPerSecond: z.int().min(1).max(4194303).optional(),
});

/** What is known when the program runs. */
export type Limits = z.infer<typeof LimitsShape>;

/** The limits of a domain, its disks and its interface; without limits they get the creation defaults. */
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

/** A limit that is not given keeps its creation default. */
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
