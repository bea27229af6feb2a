/** A failure that the user can mend: what happened, then what to do about it. Anything else is a bug. */
export class UserError extends Error {
    constructor(what: string, remedy: string, options?: ErrorOptions) {
        super(`${what} ${remedy}`, options);
        this.name = "UserError";
    }
}

/** Somebody else's object has the name: taking it over would hand one person's lab to another. */
export function nameTaken(kind: string, name: string, which: string): UserError {
    const noun = kind.replace(/\B[A-Z]/g, " $&").toLowerCase();
    return new UserError(
        `${kind} "${name}" exists on the host and is not of this stack (${which}).`,
        `Set name to another value, or remove the ${noun} that is there.`,
    );
}
