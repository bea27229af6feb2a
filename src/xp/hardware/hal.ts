import type { Claim } from "../claim";

/** Hardware abstraction layers for ACPI boards, which Device Manager shows below "Computer". */
export const HALS = ["acpi-pc", "acpi-uniprocessor", "acpi-multiprocessor"] as const;
export type Hal = (typeof HALS)[number];

interface HalFacts extends Claim {
    /** Its name in Device Manager. */
    readonly title: string;
    readonly file: string;
    /** The most virtual CPUs. @default as many as the edition uses */
    readonly maxVcpus?: number;
}

const TIP = "JSI Tip 4632 (itprotoday.com); Microsoft's article 309283";

/** Setup chooses the image's HAL when it installs; hardware for another one can stop with 0x0000007B. */
export const hals: Readonly<Record<Hal, HalFacts>> = {
    "acpi-pc": {
        title: "Advanced Configuration and Power Interface (ACPI) PC",
        file: "halacpi.dll",
        maxVcpus: 1,
        because: "it uses the old interrupt controller (PIC), which supports one processor",
        source: "Microsoft's article 309283",
        proof: "source",
    },
    "acpi-uniprocessor": {
        title: "ACPI Uniprocessor PC",
        file: "halaacpi.dll",
        because: "when it finds a second processor it installs the files of the next row itself",
        source: TIP,
        proof: "source",
    },
    "acpi-multiprocessor": {
        title: "ACPI Multiprocessor PC",
        file: "halmacpi.dll",
        because: "it is for several processors, and also runs on one",
        source: TIP,
        proof: "source",
    },
};
