import { requirePulumi } from "../../tools/lab/pulumiCli.mjs";
import { choosePrefix } from "./support/names";
import { sweepDeadRuns } from "./support/sweep";

/** Finds the Pulumi CLI, and removes what killed runs of the tests left, so that they do not disturb this one. */
export default async function globalSetup(): Promise<void> {
    choosePrefix();
    process.env["PATH"] = `${await requirePulumi()}:${process.env["PATH"] ?? ""}`;
    await sweepDeadRuns();
}
