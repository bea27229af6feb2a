import * as errors from "../errors";
import type { Finding } from "../errors";

export const EDITIONS = ["home", "professional", "professional-x64"] as const;
export type Edition = (typeof EDITIONS)[number];
export const DEFAULT_EDITION = "professional" satisfies Edition;

/** The hardware limits of an edition of Windows XP. */
export interface EditionFacts {
    /** Its name for people. */
    readonly title: string;
    readonly memoryMiB: { readonly min: number; readonly max: number };
    readonly bits: 32 | 64;
    /** The number of processors that it uses, whatever their cores. */
    readonly maxSockets: number;
    /** The number of virtual CPUs that its scheduler can use. */
    readonly maxVcpus: number;
}

/** Facts that all 32-bit editions share. */
const X86 = {
    // Setup needs 64 MiB (osinfo-db, win-xp.xml); 32-bit client Windows uses up to 4 GiB ("Memory Limits for
    // Windows and Windows Server Releases", learn.microsoft.com). proof: source
    memoryMiB: { min: 64, max: 4096 },
    // An affinity mask has 32 bits ("Processor Groups", learn.microsoft.com). proof: source
    maxVcpus: 32,
    bits: 32,
} as const;

/**
 * Home uses one processor and the others two, whatever their cores (Microsoft's multicore licensing FAQ of 2004). All
 * virtual CPUs are cores of one processor, so that every edition uses all of them. proof: source
 */
export const editions: Readonly<Record<Edition, EditionFacts>> = {
    home: { title: "Windows XP Home Edition", maxSockets: 1, ...X86 },
    professional: { title: "Windows XP Professional", maxSockets: 2, ...X86 },
    "professional-x64": {
        title: "Windows XP Professional x64 Edition",
        // The least that it boots with (dockur/windows, src/define.sh), and the most that it uses (as above). proof: source
        memoryMiB: { min: 256, max: 131072 },
        // Its affinity mask has 64 bits (as above). proof: source
        maxVcpus: 64,
        maxSockets: 2,
        bits: 64,
    },
};

/** The hardware that a machine declares. */
export interface Wanted {
    readonly memoryMiB?: number | undefined;
    readonly vcpus?: number | undefined;
}

/** Reports hardware that an edition would not start with, or not use. */
export function validateEdition(
    edition: Edition,
    { memoryMiB = NaN, vcpus = NaN }: Wanted,
): Finding[] {
    const { title, maxVcpus, memoryMiB: range } = editions[edition];
    const { min: least, max: most } = range;
    const found = [
        memoryMiB < least && errors.memoryBelowEdition(["memoryMiB"], { least, edition: title }),
        memoryMiB > most && errors.memoryAboveEdition(["memoryMiB"], { most, edition: title }),
        vcpus > maxVcpus && errors.vcpusAboveEdition(["vcpus"], { most: maxVcpus, edition: title }),
    ];
    return found.filter((one) => one !== false);
}
