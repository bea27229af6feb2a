// @ts-check
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootPrefix, runAsRoot } from "./administrator.mjs";
import { labFolder } from "./folders.mjs";

/** @import { Need } from "./need.mjs" */

const device = "/dev/kvm";
const recordFile = join(labFolder, "kvm.json");
/** Read and write for the group, as Debian's udev rule sets it. */
const groupMayOpen = 0o060;

/**
 * If root may open the device but QEMU's user may not, libvirt probes QEMU again at every start of a domain, which takes
 * most of a minute (docs/reference/facts.md). Where udev runs, it has already set the permissions.
 * @returns {Need}
 */
export function kvmDeviceNeed() {
    return {
        title: "QEMU's user may open /dev/kvm",
        missing: isClosed() ? [`group kvm on ${device}`] : [],
        command: `${rootPrefix}chgrp kvm ${device} && ${rootPrefix}chmod 660 ${device}`,
        provide: openDevice,
    };
}

/** Restores the device's owner and mode. */
export async function restoreKvmDevice() {
    if (!existsSync(recordFile)) {
        return;
    }
    const { mode, owner } = JSON.parse(await readFile(recordFile, "utf8"));
    await runAsRoot("chown", [owner, device]);
    await runAsRoot("chmod", [mode, device]);
    await rm(recordFile);
}

function isClosed() {
    if (!existsSync(device) || existsSync("/run/udev/control")) {
        return false;
    }
    const { mode, gid } = statSync(device);
    return (mode & groupMayOpen) !== groupMayOpen || gid !== groupId("kvm");
}

/**
 * Undefined while the group does not exist: it comes with QEMU's packages.
 * @param {string} name
 */
function groupId(name) {
    const line = new RegExp(`^${name}:[^:]*:(\\d+):`, "m").exec(readFileSync("/etc/group", "utf8"));
    return line === null ? undefined : Number(line[1]);
}

async function openDevice() {
    const { mode, uid, gid } = statSync(device);
    const record = { mode: (mode & 0o777).toString(8), owner: `${uid}:${gid}` };
    await mkdir(labFolder, { recursive: true, mode: 0o700 });
    await writeFile(recordFile, JSON.stringify(record));
    await runAsRoot("chgrp", ["kvm", device]);
    await runAsRoot("chmod", ["660", device]);
}
