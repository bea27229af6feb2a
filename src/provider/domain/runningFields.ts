import type { Change } from "../../schema/core/effects";
import { digitsOf } from "../lifecycle/creationDefaults";
import { isRecord, type Properties } from "../lifecycle/wire";

/** Output for fields in which a running guest differs from what is stored: what it has, as digits. Pulumi hides it. */
const RUNNING = "__running";

/** @param pending From what is stored to what runs. */
export function runningFields(pending: readonly Change[]): Properties {
    if (pending.length === 0) return {};
    const fields = pending.map(({ path, value }) => [path, digitsOf(value)] as const);
    return { [RUNNING]: Object.fromEntries(fields) };
}

/** Whether the guest runs with the new value: it is to change where it is stored alone. */
export function hasRunningValue(
    { [RUNNING]: fields }: Properties,
    { path, value }: Change,
): boolean {
    return isRecord(fields) && fields[path] === digitsOf(value);
}
