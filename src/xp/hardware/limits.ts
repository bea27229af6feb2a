import * as errors from "../../errors";
import type { Finding } from "../../errors";

const MIB = 1024 ** 2;

/**
 * What every new machine has of limits, in the provider's words: what QEMU itself sees to, and no host can lack. What
 * takes a cgroup or a packet scheduler of the host is asked for, since a guest does not start where that is missing.
 */
export const creationDefaults = {
    // A guest tells by the time that a write takes what is in another guest's memory ("Memory Deduplication as a Threat to
    // the Guest OS", Suzaki et al., EuroSec 2011). proof: source
    sharePages: false,
    // A dump on the host's disk would hold whatever is in the guest. proof: source
    dumpCore: false,
    // More than any drive of its day, whose cable took 100 MB/s (ATA/ATAPI-6, Ultra DMA mode 5). proof: source
    // Requests are many more than a drive's: the BIOS reads sector by sector, 20,000 of them for 10 MiB of what is loaded
    // before a system has its own driver. At 2000 a second that alone would take 10 s. proof: stand-in
    iotune: { totalBytesPerSecond: 100 * MIB, totalIopsPerSecond: 20000 },
} as const;

/**
 * What QEMU may need beside the guest's memory, in MiB: under emulation up to 1024 for translated code (QEMU 7.2,
 * tcg/region.c, DEFAULT_CODE_GEN_BUFFER_SIZE), the rest for the card, the disks' tables and itself, of which 41 MiB were
 * seen. A limit below that would kill a guest that does nothing wrong. proof: stand-in
 */
export const OVERHEAD_MIB = 1280;

/** What a machine or a lab asks for. */
export interface Limits {
    readonly memoryMiB?: number | undefined;
}

/** A limit of memory that a machine with so much of it does not fit in. */
export function validateLimits(limits: Limits, memoryMiB: number): Finding[] {
    const { memoryMiB: limit = NaN } = limits;
    const least = memoryMiB + OVERHEAD_MIB;
    return limit < least ? [errors.memoryLimitTooLow(["memoryMiB"], { least, memoryMiB })] : [];
}
