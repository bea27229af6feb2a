// @ts-check
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRoot, becomeAdministrator } from "./administrator.mjs";
import { noteDomainNames, removeDomainLogs } from "./domainLogs.mjs";
import { cacheFolder, labFolder } from "./folders.mjs";
import { activeDomains } from "./guests.mjs";
import { restoreKvmDevice } from "./kvmDevice.mjs";
import { hasStack, passphraseFile, prepareLabState } from "./labState.mjs";
import { localUri } from "./machines.mjs";
import { finishPendingOperations } from "./pendingOperations.mjs";
import { showProgress } from "./progress.mjs";
import { Pulumi, stackArguments } from "./pulumi.mjs";
import { requirePulumi } from "./pulumiCli.mjs";
import { releaseDeadLock } from "./pulumiLock.mjs";
import { setUp } from "./setUp.mjs";
import { configurationFile, hasOwnSettings } from "./stackConfiguration.mjs";
import { ourDaemons, stopOurDaemons } from "./stopDaemons.mjs";
import { removeGuard } from "./tapGuard.mjs";

/** `npm run down`: removes the lab and restores the host. */
export async function down() {
    if (hasStack()) {
        // To delete objects, the provider needs everything that it needed to create them.
        await setUp();
        await removeStack();
    } else {
        console.log("There is no lab here.");
    }
    if (!existsSync(labFolder)) {
        return;
    }
    if (!isRoot) {
        await becomeAdministrator(
            "Removing the guests' logs and the guard's rules, and stopping libvirt's daemons",
        );
    }
    await removeGuard();
    await removeDomainLogs();
    await stopDaemonsOfTheLab();
    await restoreKvmDevice();
    await forgetLab();
}

async function removeStack() {
    const cliFolder = await requirePulumi();
    await prepareLabState(cliFolder);
    const pulumi = new Pulumi(cliFolder);
    await releaseDeadLock(pulumi);
    await finishPendingOperations(pulumi);
    await noteDomainNames(pulumi);
    await showProgress("Removing the lab", (onLine) =>
        pulumi.run(
            ["destroy", "--yes", "--skip-preview", "--suppress-outputs", ...stackArguments],
            {
                remedy: "Fix the problem that Pulumi reports above and run `npm run down` again.",
                onLine,
            },
        ),
    );
    await pulumi.run(["stack", "rm", "--yes", "--preserve-config", ...stackArguments]);
}

async function stopDaemonsOfTheLab() {
    const daemons = await ourDaemons();
    if (daemons.length === 0) {
        return;
    }
    const others = daemons.includes("libvirtd") ? await activeDomains(localUri) : [];
    if (others.length > 0) {
        const names = others.map((name) => `"${name}"`).join(", ");
        console.log(
            `${daemons.join(" and ")} keep running, because other guests use them: ${names}.`,
        );
        return;
    }
    await showProgress(`Stopping ${daemons.join(" and ")}`, () => stopOurDaemons());
}

async function forgetLab() {
    const keepsSettings = existsSync(configurationFile) && (await hasOwnSettings());
    for (const name of await readdir(labFolder)) {
        const file = join(labFolder, name);
        if (!(keepsSettings && file === passphraseFile)) {
            await rm(file, { recursive: true });
        }
    }
    if (keepsSettings) {
        console.log(
            `Kept: "${configurationFile}" with your settings, and their passphrase in .lab.`,
        );
    } else {
        await rm(labFolder, { recursive: true });
        await rm(configurationFile, { force: true });
    }
    console.log(`The lab is gone. Tools stay in "${cacheFolder}" for the next one.`);
}
