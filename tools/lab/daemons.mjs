// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { rootPrefix, runAsRoot } from "./administrator.mjs";
import { addToDaemonRecord } from "./daemonRecord.mjs";
import { labFolder } from "./folders.mjs";
import { libvirtUnits } from "./libvirtUnits.mjs";
import { libvirtSocket, socketState, virtlogdSocket } from "./libvirtSocket.mjs";
import { Problem } from "./problem.mjs";
import { markProcess } from "./processes.mjs";
import { hasTini, startCommand, startDaemon } from "./startDaemon.mjs";

/** @import { Need } from "./need.mjs" */

export const daemonRecordFile = join(labFolder, "daemons.json");

const startLimitMs = 20_000;
const pollMs = 50;
// libvirtd asks virtlogd to write the guests' logs, so virtlogd comes first.
const daemons = [
    {
        name: "virtlogd",
        socket: virtlogdSocket,
        pidFile: "/run/virtlogd.pid",
        leavesOrphans: false,
    },
    {
        name: "libvirtd",
        socket: libvirtSocket,
        pidFile: "/run/libvirtd.pid",
        // QEMU and dnsmasq outlive libvirtd, so they are not its children.
        leavesOrphans: true,
    },
];

/** @returns {Promise<Need>} */
export async function daemonsNeed() {
    const served = (await socketState(libvirtSocket)) !== "absent";
    return {
        title: "libvirt daemons",
        missing: served ? [] : hasSystemd() ? libvirtUnits() : daemons.map(({ name }) => name),
        command: hasSystemd()
            ? `${rootPrefix}systemctl start ${libvirtUnits().join(" ")}`
            : startCommands(),
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
            `See why with \`systemctl status ${libvirtUnits().join(" ")}\`, or in the folder /var/log/libvirt.`,
        );
    }
}

function startCommands() {
    return daemons
        .map((daemon) => `${rootPrefix}${startCommand(daemon, hasTini()).join(" ")}`)
        .join(" && ");
}

function hasSystemd() {
    return existsSync("/run/systemd/system");
}

async function startUnit() {
    // Installing the package has usually started it already.
    if ((await socketState(libvirtSocket)) === "absent") {
        const units = libvirtUnits();
        await runAsRoot("systemctl", ["start", ...units]);
        await addToDaemonRecord(daemonRecordFile, { processes: [], units });
    }
}

async function startDaemons() {
    for (const daemon of daemons) {
        const { name, socket, pidFile } = daemon;
        if ((await socketState(socket)) !== "absent") {
            continue;
        }
        await startDaemon(daemon);
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
        `See why in "/var/log/libvirt/${name}.log", or with \`${rootPrefix}${name}\` in another terminal.`,
    );
}
