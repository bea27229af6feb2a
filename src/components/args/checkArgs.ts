import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { failuresOf } from "../../schema/core/failures";
import type { Rule } from "../../schema/core/resource";
import { programError } from "./programError";

/** Refuses a component's arguments with everything that is wrong with them. Outputs are left to the provider. */
export function checkArgs<I>(
    what: string,
    schema: z.ZodType<I>,
    rules: readonly Rule<I>[],
    args: unknown,
): void {
    const failures = failuresOf(schema, rules, args, isOutput);
    if (failures.length === 0) return;
    throw programError(
        `${what} cannot be made:`,
        failures.map(({ property, reason }) => `${property || "arguments"} ${reason}`),
    );
}

/** Whether a value is known only when resources have been made. */
export const isOutput = (value: unknown): boolean =>
    pulumi.Output.isInstance(value) || value instanceof Promise;
