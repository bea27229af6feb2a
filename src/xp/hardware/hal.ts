import type { Claim } from "../claim";

/** Hardware abstraction layers that an ACPI board takes, as Device Manager has them below "Computer". */
export const HALS = ["acpi-pc", "acpi-uniprocessor", "acpi-multiprocessor"] as const;
export type Hal = (typeof HALS)[number];

interface HalFacts extends Claim {
    /** Its name in Device Manager. */
    readonly title: string;
    readonly file: string;
    /** Most virtual CPUs; undefined: as many as the edition takes. */
    readonly maxVcpus?: number;
}

const TIP = "JSI Tip 4632 (itprotoday.com); Microsoft's article 309283";

/** Which one an image has was decided when it was installed, and another one may stop with 0x0000007B. */
export const hals: Readonly<Record<Hal, HalFacts>> = {
    "acpi-pc": {
        title: "Advanced Configuration and Power Interface (ACPI) PC",
        file: "halacpi.dll",
        maxVcpus: 1,
        because: "it drives the old interrupt controller (PIC), which serves one processor",
        source: "Microsoft's article 309283",
        proof: "source",
    },
    "acpi-uniprocessor": {
        title: "ACPI Uniprocessor PC",
        file: "halaacpi.dll",
        because: "it sees a second processor and installs the files of the next row by itself",
        source: TIP,
        proof: "source",
    },
    "acpi-multiprocessor": {
        title: "ACPI Multiprocessor PC",
        file: "halmacpi.dll",
        because: "it is for several processors, and runs on one",
        source: TIP,
        proof: "source",
    },
};
