// @ts-check
import { findExecutable } from "./executables.mjs";
import { Problem } from "./problem.mjs";

/** @import { Need } from "./need.mjs" */

const wantedCommands = [
    "virtlogd",
    "qemu-system-x86_64",
    "qemu-img",
    "dnsmasq",
    "iptables",
    "busybox",
    "syslinux",
    "musl-gcc",
    "mcopy",
    "cpio",
    "sfdisk",
];

/**
 * @param {string} name of the distribution
 * @returns {Need}
 */
export function installedCommandsNeed(name) {
    const isMissing = (/** @type {string} */ command) => findExecutable(command) === undefined;
    const daemon = ["libvirtd", "virtqemud"].every(isMissing) ? ["libvirtd"] : [];
    const missing = [...daemon, ...wantedCommands.filter(isMissing)];
    const remedy = `Install what provides ${missing.join(", ")} with the package tool of ${name}.`;
    return {
        title: "Commands",
        missing,
        command: remedy,
        provide: () => Promise.reject(new Problem(`${name} lacks ${missing.join(", ")}.`, remedy)),
    };
}
