/**
 * What a statement about Windows XP rests on, from the weakest to the strongest: a document or somebody else's working code;
 * a run of the stand-in; a run of QEMU's firmware; a run of Wine 10; a run of Windows XP. docs/explanation/proof.md explains
 * them, and what each is no witness for.
 */
export const PROOFS = ["source", "stand-in", "firmware", "wine", "windows"] as const;
type Proof = (typeof PROOFS)[number];

/** A statement about Windows XP or its hardware, and its evidence. */
export interface Claim {
    readonly because: string;
    /** A document, or working code of another project. */
    readonly source: string;
    readonly proof: Proof;
}
