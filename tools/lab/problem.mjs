// @ts-check

/** A failure that the user can do something about: what happened, and what to do instead. */
export class Problem extends Error {
    /**
     * @param {string} message
     * @param {string} remedy
     * @param {ErrorOptions} [options]
     */
    constructor(message, remedy, options) {
        super(message, options);
        this.name = "Problem";
        this.remedy = remedy;
    }
}
