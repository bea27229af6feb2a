/** A qcow2 file cannot be read. The message continues a sentence: "its image is encrypted". */
export class Qcow2Error extends Error {
    override readonly name = "Qcow2Error";

    constructor(what: string, options?: ErrorOptions) {
        super(`its image ${what}`, options);
    }
}
