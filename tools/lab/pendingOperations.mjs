// @ts-check
import { exportDeployment, hasPendingOperations } from "./deployment.mjs";
import { showProgress } from "./progress.mjs";
import { stackArguments } from "./pulumi.mjs";

/** @import { Pulumi } from "./pulumi.mjs" */

const clearing = ["refresh", "--yes", "--skip-preview", "--clear-pending-creates"];

/**
 * A destroy passes over a create that a kill left unfinished, so that is finished before it.
 * @param {Pulumi} pulumi
 */
export async function finishPendingOperations(pulumi) {
    if (hasPendingOperations(await exportDeployment(pulumi))) {
        await showProgress("Finishing what a killed run left half done", (onLine) =>
            pulumi.run(["up", "--yes", "--skip-preview", "--suppress-outputs", ...stackArguments], {
                remedy: "Repair what Pulumi names above and run it again: until then nobody knows what is left.",
                onLine,
            }),
        );
        await clearPendingOperations(pulumi);
    }
}

/**
 * After an `up`, which has taken up all pending creates; Pulumi itself keeps them in its books.
 * @param {Pulumi} pulumi
 */
export async function clearPendingOperations(pulumi) {
    if (hasPendingOperations(await exportDeployment(pulumi))) {
        await showProgress("Clearing what is finished by now", (onLine) =>
            pulumi.run([...clearing, ...stackArguments], { onLine }),
        );
    }
}
