import type { Check, Finding, Probe } from "../../../../src/cli/commands/doctor/check";
import { fakeProbe } from "./fakeProbe";

/** What one of the checks finds on a machine that differs from a good one as said. */
export const finding =
    (checks: readonly Check[]) =>
    async (name: string, different: Partial<Probe> = {}): Promise<Finding> => {
        const found = checks.find((one) => one.name === name);
        if (found === undefined) throw new Error(`There is no check "${name}".`);
        return found.check(fakeProbe(different));
    };
