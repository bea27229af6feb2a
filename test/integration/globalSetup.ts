import { choosePrefix } from "./support/names";
import { sweepDeadRuns } from "./support/sweep";

/** Removes what killed runs of the tests left, so that they do not disturb this one. */
export default async function globalSetup(): Promise<void> {
    choosePrefix();
    await sweepDeadRuns();
}
