/** Why there was no talk with a stand-in, and what to do about it. */
export class StandInError extends Error {
    override readonly name = "StandInError";
    readonly remedy: string;

    constructor(message: string, remedy: string, options?: ErrorOptions) {
        super(message, options);
        this.remedy = remedy;
    }
}
