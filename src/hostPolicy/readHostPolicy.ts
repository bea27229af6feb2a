import { readFileSync, statSync, type Stats } from "node:fs";
import { policyUnusable } from "../errors";
import { failuresOf } from "../schema/core/failures";
import { policyShape, type HostPolicy } from "./policyShape";

export const POLICY_FILE = "/etc/xplab/policy.json";

let known: HostPolicy | undefined;

/** The policy of this machine's root; it is read once in a process. Without a file everything is allowed. */
export function hostPolicy(): HostPolicy {
    known ??= readHostPolicy(POLICY_FILE);
    return known;
}

/** A bound with a slip in it would be none, and one that others can write is nobody's: such a file is refused. */
export function readHostPolicy(file: string): HostPolicy {
    const refuse = (why: string, cause?: unknown) => policyUnusable({ file, why }, { cause });
    const stats = statOf(file, refuse);
    if (stats === undefined) return {};
    if (stats.uid !== 0) throw refuse("is not root's");
    if ((stats.mode & 0o022) !== 0) throw refuse("may be written by others than root");
    const value = contentOf(file, refuse);
    const [failure] = failuresOf(policyShape, [], value, () => false);
    if (failure !== undefined)
        throw refuse(`has a wrong ${failure.property || "form"}: ${failure.reason}`);
    return value as HostPolicy; // it has passed the check
}

type Refuse = (why: string, cause?: unknown) => Error;

function statOf(file: string, refuse: Refuse): Stats | undefined {
    try {
        return statSync(file, { throwIfNoEntry: false });
    } catch (error) {
        // Somebody has closed the folder to this user; what it says is not known.
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
