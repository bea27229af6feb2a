// @ts-check
import { aptPackagesNeed } from "./aptPackages.mjs";
import { daemonsNeed } from "./daemons.mjs";
import { readDistribution } from "./distribution.mjs";
import { kvmDeviceNeed } from "./kvmDevice.mjs";
import { npmPackagesNeed } from "./npmPackages.mjs";
import { installedCommandsNeed } from "./otherDistribution.mjs";
import { programNeed } from "./program.mjs";
import { pulumiCliNeed } from "./pulumiCli.mjs";
import { standInNeed } from "./standIn.mjs";

/**
 * What the lab needs, and which parts this machine lacks.
 * @param {readonly string[]} furtherPackages
 */
export async function survey(furtherPackages) {
    const { name, hasOurPackages } = readDistribution();
    const [packages, npmPackages, pulumiCli, daemons, standIn] = await Promise.all([
        hasOurPackages ? aptPackagesNeed(furtherPackages) : installedCommandsNeed(name),
        npmPackagesNeed(),
        pulumiCliNeed(),
        daemonsNeed(),
        standInNeed(),
    ]);
    const [kvmDevice, program] = [kvmDeviceNeed(), programNeed()];
    return { packages, npmPackages, pulumiCli, kvmDevice, daemons, standIn, program };
}

/** @typedef {Awaited<ReturnType<typeof survey>>} Survey */
