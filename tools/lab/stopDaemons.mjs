// @ts-check
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { runAsRoot } from "./administrator.mjs";
import { readDaemonRecord } from "./daemonRecord.mjs";
import { daemonRecordFile } from "./daemons.mjs";
import { isRunning } from "./processes.mjs";
import { Problem } from "./problem.mjs";

/** @import { ProcessMark } from "./processes.mjs" */

const stopLimitMs = 15_000;
const pollMs = 50;

/** Names of the daemons that `npm start` started here and that still run. */
export async function ourDaemons() {
    const { processes, units } = await readDaemonRecord(daemonRecordFile);
    return [...processes.filter(isRunning).map(({ name }) => name), ...units];
}

/** Stops them, last started first. */
export async function stopOurDaemons() {
    const { processes, units } = await readDaemonRecord(daemonRecordFile);
    for (const unit of units) {
        // Its sockets would start it again at the first connection.
        const sockets = ["", "-ro", "-admin"].map((suffix) => `${unit}${suffix}.socket`);
        await runAsRoot("systemctl", ["stop", `${unit}.service`, ...sockets]);
    }
    for (const daemon of processes.filter(isRunning).reverse()) {
        await stop(daemon);
    }
    await rm(daemonRecordFile, { force: true });
}

/** @param {ProcessMark} daemon */
async function stop(daemon) {
    // The shell's own kill: a bare Debian has no other.
    await runAsRoot("sh", ["-c", `kill ${daemon.pid}`]);
    const deadlineMs = Date.now() + stopLimitMs;
    while (isRunning(daemon)) {
        if (Date.now() > deadlineMs) {
            throw new Problem(
                `${daemon.name}, process ${daemon.pid}, still runs ${stopLimitMs / 1000} s after SIGTERM.`,
                "Check what it is doing, end it, and run `npm run down` again.",
            );
        }
        await sleep(pollMs);
    }
}
