/** A qcow2 file is not as it has to be. The message reads on: "its image is encrypted". */
export class Qcow2Error extends Error {
    override readonly name = "Qcow2Error";

    constructor(what: string) {
        super(`its image ${what}`);
    }
}
