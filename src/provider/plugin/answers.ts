import type { Failure } from "../../schema/core/failures";
import type { CostlyChange } from "../lifecycle/diff";
import type { Properties } from "../lifecycle/wire";

export interface Checked {
    readonly inputs: Properties;
    readonly failures: readonly Failure[];
}

/** What a function gives; nothing when its arguments are wrong. */
export interface Answer {
    readonly result: Properties;
    readonly failures: readonly Failure[];
}

export interface Difference {
    readonly changes: readonly CostlyChange[];
    readonly deleteBeforeReplace: boolean;
}
