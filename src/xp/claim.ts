/** What is said of Windows XP or of its hardware, and how it is known. */
export interface Claim {
    readonly because: string;
    /** A document, or other people's working code. */
    readonly source: string;
    /** Whether a run of the stand-in has shown it, or the source alone says so. */
    readonly proof: "source" | "stand-in";
}
