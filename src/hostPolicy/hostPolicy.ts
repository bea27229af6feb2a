import { readFileSync, statSync, type Stats } from "node:fs";
import { policyUnusable } from "../errors";
import { failuresOf } from "../schema/core/failures";
import { policyShape, type HostPolicy } from "./policyShape";

export const POLICY_FILE = "/etc/xplab/policy.json";

let known: HostPolicy | undefined;

/** The policy of this machine's root, read once per process. Without a file everything is allowed. */
export function hostPolicy(): HostPolicy {
    known ??= readHostPolicy(POLICY_FILE);
    return known;
}

/** Refuses a file with mistakes, which would set no limit, and a file that others than root can write. */
export function readHostPolicy(file: string): HostPolicy {
    const refuse = (why: string, cause?: unknown) => policyUnusable({ file, why }, { cause });
    const stats = statOf(file, refuse);
    if (stats === undefined) return {};
    if (stats.uid !== 0) throw refuse("is not owned by root");
    if ((stats.mode & 0o022) !== 0) throw refuse("is writable by others than root");
    const value = contentOf(file, refuse);
    const [failure] = failuresOf(policyShape, [], value, () => false);
    if (failure !== undefined) {
        throw refuse(`has an invalid ${failure.property || "form"}: ${failure.reason}`);
    }
    return value as HostPolicy; // checked above
}

type Refuse = (why: string, cause?: unknown) => Error;

function statOf(file: string, refuse: Refuse): Stats | undefined {
    try {
        return statSync(file, { throwIfNoEntry: false });
    } catch (error) {
        // This user may not enter the folder, so the policy is unknown.
        throw refuse("cannot be read", error);
    }
}

function contentOf(file: string, refuse: Refuse): unknown {
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        throw refuse("cannot be read", error);
    }
    try {
        return JSON.parse(text);
    } catch (error) {
        throw refuse("is not JSON", error);
    }
}
