// @ts-check
import { hasStack, prepareLabState } from "./labState.mjs";
import { readMachines } from "./machines.mjs";
import { clearPendingOperations } from "./pendingOperations.mjs";
import { takePictures } from "./pictures.mjs";
import { Problem } from "./problem.mjs";
import { showProgress } from "./progress.mjs";
import { Pulumi, stackArguments } from "./pulumi.mjs";
import { requirePulumi } from "./pulumiCli.mjs";
import { releaseDeadLock } from "./pulumiLock.mjs";
import { checkSetUp, setUp } from "./setUp.mjs";
import { nameSchema } from "./stackConfiguration.mjs";
import { guestTable, nextStepsText } from "./summary.mjs";
import { tapGuardNeed } from "./tapGuard.mjs";
import { isWaiting, noLeaseText, waitForGuests } from "./waitForGuests.mjs";

/** @import { Guest } from "./waitForGuests.mjs" */

/**
 * `npm start`: the ready-made lab, from nothing to a picture of its guests.
 * @param {readonly string[]} words
 */
export async function start(words) {
    if (words.includes("check") || process.env.XPLAB_SETUP === "check") {
        process.exitCode = (await checkSetUp([await tapGuardNeed()])) ? 0 : 1;
        return;
    }
    await setUp({ last: [await tapGuardNeed()] });
    const pulumi = await openStack();
    await pulumi.runInSight(
        ["up", "--yes", "--skip-preview", "--suppress-outputs", ...stackArguments],
        {
            remedy: "Fix the problem that Pulumi reports above and run `npm start` again: it continues where it stopped.",
        },
    );
    await clearPendingOperations(pulumi);
    await showLab(pulumi);
}

async function openStack() {
    const cliFolder = await requirePulumi();
    const isNew = await prepareLabState(cliFolder);
    const pulumi = new Pulumi(cliFolder);
    await releaseDeadLock(pulumi);
    // Pulumi records the selected stack by the checkout's path, which may have changed.
    if (isNew || !hasStack()) {
        await pulumi.run(["stack", "select", "--create", ...stackArguments]);
        await nameSchema();
    }
    return pulumi;
}

/** @param {Pulumi} pulumi */
async function showLab(pulumi) {
    const { uri, machines } = await readMachines(pulumi);
    const guests = await showProgress("Starting the guests", (say) =>
        waitForGuests(uri, machines, say),
    );
    if (guests.some(hasUnknownAddress)) {
        await showProgress("Recording their addresses in the stack", (say) =>
            pulumi.run(["up", "--yes", "--skip-preview", "--refresh", ...stackArguments], {
                onLine: say,
            }),
        );
    }
    console.log(guestTable(guests, await takePictures(uri, guests)));
    const waiting = guests.filter(isWaiting);
    if (waiting.length > 0) {
        throw new Problem(
            noLeaseText(waiting),
            "Look at their pictures. A guest that is still starting gets its lease later; then run `npm start` again.",
        );
    }
    console.log(nextStepsText());
}

/** @param {Guest} guest */
function hasUnknownAddress({ machine, status }) {
    return status?.addresses[0] !== undefined && status.addresses[0] !== machine.address;
}
