/** A statement about Windows XP or its hardware, and its evidence. */
export interface Claim {
    readonly because: string;
    /** A document, or working code of another project. */
    readonly source: string;
    /** Whether a run of the stand-in has shown it, or only the source states it. */
    readonly proof: "source" | "stand-in";
}
