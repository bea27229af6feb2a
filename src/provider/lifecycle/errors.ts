import { types } from "node:util";
import type { Properties } from "./wire";

/** A failure after the first change: the state gets what is on the host, and the next run continues. */
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
