// @ts-check
import { exportDeployment, hasPendingOperations } from "./deployment.mjs";
import { showProgress } from "./progress.mjs";
import { stackArguments } from "./pulumi.mjs";

/** @import { Pulumi } from "./pulumi.mjs" */

const clearing = ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"];

/**
 * A destroy skips creates that a kill left unfinished, so this finishes them first.
 * @param {Pulumi} pulumi
 */
export async function finishPendingOperations(pulumi) {
    if (hasPendingOperations(await exportDeployment(pulumi))) {
        await showProgress("Finishing the work of a killed run", (onLine) =>
            pulumi.run(["up", "--yes", "--skip-preview", "--suppress-outputs", ...stackArguments], {
                remedy: "Fix the problem that Pulumi reports above and run it again: until then it is unknown what is left.",
                onLine,
            }),
        );
        await clearPendingOperations(pulumi);
    }
}

/**
 * For use after an `up`, which has adopted all pending creates; Pulumi itself keeps them in its state.
 * @param {Pulumi} pulumi
 */
export async function clearPendingOperations(pulumi) {
    if (hasPendingOperations(await exportDeployment(pulumi))) {
        await showProgress("Clearing finished operations", (onLine) =>
            pulumi.run([...clearing, ...stackArguments], { onLine }),
        );
    }
}
