/** Why a disk, or a part of it, cannot be read; goes on from "it" or from a file's name. */
export class FatError extends Error {
    override readonly name = "FatError";
}
