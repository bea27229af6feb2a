import { types } from "node:util";
import type { Properties } from "./wire";

/** A failure that the user can mend: what happened, then what to do about it. Anything else is a bug. */
export class UserError extends Error {
    constructor(what: string, remedy: string, options?: ErrorOptions) {
        super(`${what} ${remedy}`, options);
        this.name = "UserError";
    }
}

/** An update that failed on its way: the state takes what is really there, and the next run goes on. */
export class PartialFailure extends Error {
    readonly id: string;
    readonly outputs: Properties;

    constructor(id: string, outputs: Properties, cause: unknown) {
        super(messageOf(cause), { cause });
        this.name = "PartialFailure";
        this.id = id;
        this.outputs = outputs;
    }
}

export const messageOf = (error: unknown): string =>
    types.isNativeError(error) ? error.message : String(error);

/** Somebody else's object has the name: taking it over would hand one person's lab to another. */
export function nameTaken(kind: string, name: string, which: string): UserError {
    const noun = kind.replace(/\B[A-Z]/g, " $&").toLowerCase();
    return new UserError(
        `${kind} "${name}" exists on the host and is not of this stack (${which}).`,
        `Set name to another value, or remove the ${noun} that is there.`,
    );
}

/** What is to be changed was removed by other means, and the state does not know yet. */
export const gone = (kind: string, name = ""): UserError =>
    new UserError(
        `${kind} "${name}" is no longer on the host.`,
        'Run "pulumi refresh", which notes that it is gone, then run again to make it anew.',
    );
