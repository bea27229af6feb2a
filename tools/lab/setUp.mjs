// @ts-check
import { becomeAdministrator, isRoot } from "./administrator.mjs";
import { removeCacheLeftovers } from "./cacheLeftovers.mjs";
import { requireLibvirt } from "./daemons.mjs";
import { isMissing } from "./need.mjs";
import { checkText, planText } from "./plan.mjs";
import { showProgress } from "./progress.mjs";
import { survey } from "./survey.mjs";

/** @import { Need } from "./need.mjs" */
/** @import { Survey } from "./survey.mjs" */

/**
 * @typedef {object} SetUpOptions
 * @property {readonly string[]} [packages] besides the lab's own
 * @property {boolean} [withDaemons] whether to start libvirt's daemons; default: true
 * @property {readonly Need[]} [last] provided after everything else
 */

/**
 * Prepares the machine for a lab; independent steps run in parallel.
 * @param {SetUpOptions} [options]
 */
export async function setUp({ packages = [], withDaemons = true, last = [] } = {}) {
    await removeCacheLeftovers();
    const all = await survey(packages);
    const needs = withDaemons ? all : { ...all, daemons: { ...all.daemons, missing: [] } };
    console.log(planText([...inOrder(needs), ...last]));
    if (!isRoot && [needs.packages, needs.kvmDevice, needs.daemons, ...last].some(isMissing)) {
        await becomeAdministrator("Setting up the machine");
    }
    const abort = new AbortController();
    const works = [
        provide(needs.pulumiCli, abort.signal),
        provide(needs.npmPackages, abort.signal).then(() => build(needs, abort.signal)),
        provide(needs.packages, abort.signal).then(() => provideOnPackages(needs, abort.signal)),
    ];
    await allOrAbort(works, abort);
    if (withDaemons) {
        await requireLibvirt();
    }
    for (const need of last) {
        await provide(need, abort.signal);
    }
}

/**
 * Changes nothing, and prints what is missing.
 * @param {readonly Need[]} last
 * @returns {Promise<boolean>} whether nothing is
 */
export async function checkSetUp(last) {
    const needs = [...inOrder(await survey([])), ...last];
    console.log(checkText(needs));
    return !needs.some(isMissing);
}

/** @param {Survey} needs */
function inOrder({ packages, npmPackages, pulumiCli, kvmDevice, daemons, program, standIn }) {
    return [packages, npmPackages, pulumiCli, kvmDevice, daemons, program, standIn];
}

/**
 * @param {Survey} needs
 * @param {AbortSignal} signal
 */
function build({ program }, signal) {
    // What is built may be out of date: the compiler decides, not the survey.
    return showProgress(program.title, (say) => program.provide(say, signal));
}

/**
 * @param {Survey} needs
 * @param {AbortSignal} signal
 */
function provideOnPackages({ kvmDevice, daemons, standIn }, signal) {
    // libvirtd looks at the device when it starts.
    const libvirt = provide(kvmDevice, signal).then(() => provide(daemons, signal));
    return Promise.all([libvirt, provide(standIn, signal)]);
}

/**
 * @param {Need} need
 * @param {AbortSignal} signal
 */
async function provide(need, signal) {
    if (isMissing(need)) {
        await showProgress(need.title, (say) => need.provide(say, signal));
    }
}

/**
 * The first failure ends the others, and is reported once they have ended.
 * @param {readonly Promise<unknown>[]} works
 * @param {AbortController} abort
 */
async function allOrAbort(works, abort) {
    try {
        await Promise.all(works);
    } catch (error) {
        abort.abort();
        await Promise.allSettled(works);
        throw error;
    }
}
