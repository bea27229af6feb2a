// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { projectName, stackName, stateFolder } from "./labState.mjs";
import { endOrphans } from "./orphans.mjs";
import { Problem } from "./problem.mjs";
import { markProcess } from "./processes.mjs";
import { stackArguments } from "./pulumi.mjs";

/** @import { Pulumi } from "./pulumi.mjs" */
/** @typedef {{ pid: number, hostname: string, timestamp: string }} Lock */

const locksFolder = join(stateFolder, ".pulumi/locks/organization", projectName, stackName);

/**
 * Frees the stack from the lock of a run that was killed.
 * @param {Pulumi} pulumi
 */
export async function releaseDeadLock(pulumi) {
    const locks = await readLocks();
    const holder = locks.find((lock) => !isDead(lock));
    if (holder !== undefined) {
        throw new Problem(
            `Pulumi, process ${holder.pid} on "${holder.hostname}", has been working on this lab since ` +
                `${holder.timestamp}.`,
            "Wait until it has ended, or end it with Ctrl-C, and run the same command again.",
        );
    }
    if (locks.length > 0) {
        console.log("Released the lock that a killed run left on the stack.");
        await pulumi.run(["cancel", "--yes", ...stackArguments]);
    }
    endOrphans();
}

/**
 * @param {Lock} lock
 * @param {string} [here] name of this host
 * @param {(pid: number) => string | undefined} [nameOfProcess]
 */
export function isDead(lock, here = hostname(), nameOfProcess = (pid) => markProcess(pid)?.name) {
    // The number may belong to another program by now.
    return lock.hostname === here && nameOfProcess(lock.pid) !== "pulumi";
}

/** @returns {Promise<Lock[]>} */
async function readLocks() {
    const names = await readdir(locksFolder).catch(() => []);
    const files = names.filter((name) => name.endsWith(".json"));
    return Promise.all(files.map((name) => readLock(join(locksFolder, name))));
}

/**
 * @param {string} file
 * @returns {Promise<Lock>}
 */
async function readLock(file) {
    try {
        return JSON.parse(await readFile(file, "utf8"));
    } catch {
        // A kill while the lock was being written leaves it empty.
        return { pid: 0, hostname: hostname(), timestamp: "an unknown time" };
    }
}
