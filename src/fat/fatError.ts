/** A disk cannot be read. The message continues after "it" or a file's name. */
export class FatError extends Error {
    override readonly name = "FatError";
}
