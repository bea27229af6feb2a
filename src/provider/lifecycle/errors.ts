import { types } from "node:util";
import type { Properties } from "./wire";

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
