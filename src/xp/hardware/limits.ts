import * as errors from "../../errors";
import type { Finding } from "../../errors";

const MIB = 1024 ** 2;

/**
 * The default limits of new machines, as inputs of the provider: those that QEMU itself enforces on every host. Limits
 * that need a cgroup or a packet scheduler are optional, because a guest does not start on a host without them.
 */
export const creationDefaults = {
    // From the time of a write a guest can infer another guest's memory ("Memory Deduplication as a Threat to
    // the Guest OS", Suzaki et al., EuroSec 2011). proof: source
    sharePages: false,
    // A dump on the host's disk would contain the guest's memory. proof: source
    dumpCore: false,
    // More than any drive of XP's time, whose cable allowed 100 MB/s (ATA/ATAPI-6, Ultra DMA mode 5). proof: source
    // Many more requests than a drive's: before a system loads its driver, the BIOS reads sector by sector, 20,000 requests
    // for 10 MiB. At 2000 per second that would take 10 s. proof: stand-in
    iotune: { totalBytesPerSecond: 100 * MIB, totalIopsPerSecond: 20000 },
} as const;

/**
 * What QEMU can need besides the guest's memory, in MiB: up to 1024 for TCG's translated code (QEMU 7.2, tcg/region.c,
 * DEFAULT_CODE_GEN_BUFFER_SIZE), the rest for video memory, disk tables and QEMU itself, measured at 41 MiB. A lower limit
 * would kill well-behaved guests. proof: stand-in
 */
export const OVERHEAD_MIB = 1280;

/** The limits that a machine or a lab declares. */
export interface Limits {
    readonly memoryMiB?: number | undefined;
}

/** Reports a memory limit that is too low for the machine's memory. */
export function validateLimits(limits: Limits, memoryMiB: number): Finding[] {
    const { memoryMiB: limit = NaN } = limits;
    const least = memoryMiB + OVERHEAD_MIB;
    return limit < least ? [errors.memoryLimitTooLow(["memoryMiB"], { least, memoryMiB })] : [];
}
