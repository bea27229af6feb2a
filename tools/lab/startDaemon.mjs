// @ts-check
import { runAsRoot } from "./administrator.mjs";
import { readDistribution } from "./distribution.mjs";
import { findExecutable } from "./executables.mjs";

/**
 * @typedef {object} Daemon
 * @property {string} name
 * @property {boolean} leavesOrphans whether it waits for the end of processes that are not its children
 */

/** Debian's packages include tini. Elsewhere it is optional: without it, guests only take longer to stop. */
export function hasTini() {
    return readDistribution().hasOurPackages || findExecutable("tini") !== undefined;
}

/**
 * The command that starts a daemon in the background. tini is used wherever systemd does not run, even if the first
 * process seems to reap at once: tini costs only one idle process, and a measurement could be wrong.
 * @param {Daemon} daemon
 * @param {boolean} withTini
 */
export function startCommand({ name, leavesOrphans }, withTini) {
    // tini ends with its child, so the daemon must not go into the background by itself.
    return leavesOrphans && withTini
        ? ["setsid", "--fork", "tini", "-s", "--", name]
        : [name, "-d"];
}

/** @param {Daemon} daemon */
export async function startDaemon(daemon) {
    const [command = "", ...args] = startCommand(daemon, hasTini());
    if (command === daemon.name) {
        await runAsRoot(command, args);
        return;
    }
    // Under tini, it gets the same folder and log as with -d.
    const log = `/var/log/libvirt/${daemon.name}.log`;
    const script = 'cd / && exec "$@" < /dev/null >> "$0" 2>&1';
    await runAsRoot("sh", ["-c", script, log, command, ...args]);
}
