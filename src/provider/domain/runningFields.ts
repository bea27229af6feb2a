import type { Change } from "../../schema/core/effects";
import { digitsOf } from "../lifecycle/creationDefaults";
import { isRecord, type Properties } from "../lifecycle/wire";

/** Output with the running guest's values, as digits, of fields that differ from the stored ones. Pulumi hides it. */
const RUNNING = "__running";

/** @param pending Changes from the stored definition to the running guest. */
export function runningFields(pending: readonly Change[]): Properties {
    if (pending.length === 0) return {};
    const fields = pending.map(({ path, value }) => [path, digitsOf(value)] as const);
    return { [RUNNING]: Object.fromEntries(fields) };
}

/** Whether the guest already runs with the new value, so that only the stored definition changes. */
export function hasRunningValue(
    { [RUNNING]: fields }: Properties,
    { path, value }: Change,
): boolean {
    return isRecord(fields) && fields[path] === digitsOf(value);
}
