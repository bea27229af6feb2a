// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { rootPrefix, runAsRoot } from "./administrator.mjs";
import { addToDaemonRecord } from "./daemonRecord.mjs";
import { labFolder } from "./folders.mjs";
import { libvirtSocket, socketState, virtlogdSocket } from "./libvirtSocket.mjs";
import { Problem } from "./problem.mjs";
import { markProcess } from "./processes.mjs";

/** @import { Need } from "./need.mjs" */

export const daemonRecordFile = join(labFolder, "daemons.json");

const startLimitMs = 20_000;
const pollMs = 50;
// libvirtd asks virtlogd to write the guests' logs, so virtlogd comes first.
const daemons = [
    { name: "virtlogd", socket: virtlogdSocket, pidFile: "/run/virtlogd.pid" },
    { name: "libvirtd", socket: libvirtSocket, pidFile: "/run/libvirtd.pid" },
];

/** @returns {Promise<Need>} */
export async function daemonsNeed() {
    const served = (await socketState(libvirtSocket)) !== "absent";
    return {
        title: "libvirt daemons",
        missing: served ? [] : hasSystemd() ? ["libvirtd"] : daemons.map(({ name }) => name),
        command: hasSystemd()
            ? `${rootPrefix}systemctl start libvirtd`
            : daemons.map(({ name }) => `${rootPrefix}${name} -d`).join(" && "),
        provide: () => (hasSystemd() ? startUnit() : startDaemons()),
    };
}

/** Fails when this user may not talk to libvirt. */
export async function requireLibvirt() {
    const state = await socketState(libvirtSocket);
    if (state === "forbidden") {
        throw new Problem(
            `You may not open libvirt's socket "${libvirtSocket}".`,
            "Join its group with `sudo usermod -aG libvirt $USER`, log in again, then repeat this.",
        );
    }
    if (state === "absent") {
        throw new Problem(
            `Nothing serves libvirt's socket "${libvirtSocket}".`,
            "See why with `libvirtd` in another terminal, or `journalctl -u libvirtd`.",
        );
    }
}

function hasSystemd() {
    return existsSync("/run/systemd/system");
}

async function startUnit() {
    // Installing the package has usually started it already.
    if ((await socketState(libvirtSocket)) === "absent") {
        await runAsRoot("systemctl", ["start", "libvirtd"]);
        await addToDaemonRecord(daemonRecordFile, { processes: [], units: ["libvirtd"] });
    }
}

async function startDaemons() {
    for (const { name, socket, pidFile } of daemons) {
        if ((await socketState(socket)) !== "absent") {
            continue;
        }
        await runAsRoot(name, ["-d"]);
        const mark = await waitForDaemon(name, socket, pidFile);
        await addToDaemonRecord(daemonRecordFile, { processes: [mark], units: [] });
    }
}

/**
 * @param {string} name
 * @param {string} socket
 * @param {string} pidFile
 */
async function waitForDaemon(name, socket, pidFile) {
    const deadlineMs = Date.now() + startLimitMs;
    while (Date.now() < deadlineMs) {
        if ((await socketState(socket)) !== "absent" && existsSync(pidFile)) {
            const mark = markProcess(Number(readFileSync(pidFile, "utf8")));
            if (mark?.name === name) {
                return mark;
            }
        }
        await sleep(pollMs);
    }
    throw new Problem(
        `${name} was started and did not answer on "${socket}" in ${startLimitMs / 1000} s.`,
        `See why with \`${rootPrefix}${name}\` in another terminal.`,
    );
}
