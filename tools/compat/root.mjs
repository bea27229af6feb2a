// @ts-check
import { createHash } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testPackages, wantedPackages } from "../lab/aptPackages.mjs";
import { run, runInSight } from "../lab/command.mjs";
import { findExecutable } from "../lab/executables.mjs";
import { Problem } from "../lab/problem.mjs";
import { compatFolder, wholeFolder } from "./folders.mjs";
import { debianMirror } from "./mirror.mjs";
import { suites } from "./request.mjs";

/** For networks with libvirt's other back end, for SPICE, and what a bare root lacks but every Debian has. */
const furtherPackages = [
    ...testPackages,
    "nftables",
    "qemu-system-modules-spice",
    "ca-certificates",
    "git",
    "procps",
];

/** Debian's way to keep packages from starting their daemons when they are installed. */
const startNothing = "#!/bin/sh\nexit 101\n";

/**
 * The folder of a Debian with everything that the tests need.
 * @param {string} system
 * @param {(detail: string) => void} say
 */
export async function rootOf(system, say) {
    const suite = suites.get(system) ?? system;
    return debianRoot({ name: system, suite, packages: wantedPackages(furtherPackages) }, say);
}

/**
 * The folder of a Debian, made by debootstrap once for each list of packages.
 * @param {{ name: string, suite: string, packages: readonly string[] }} wanted
 * @param {(detail: string) => void} say
 */
export async function debianRoot({ name, suite, packages }, say) {
    const hash = createHash("sha256").update(packages.join("\n")).digest("hex").slice(0, 8);
    const folder = `${name}-${hash}`;
    const root = await wholeFolder(folder, (part) => makeRoot(part, suite, packages, say));
    await removeOthers(name, folder);
    return root;
}

/**
 * @param {string} root
 * @param {string} suite
 * @param {readonly string[]} packages
 * @param {(detail: string) => void} say
 */
async function makeRoot(root, suite, packages, say) {
    if (findExecutable("debootstrap") === undefined) {
        throw new Problem(
            "There is no debootstrap here.",
            "Install the package debootstrap, and run the same command again.",
        );
    }
    const base = ["--variant=minbase", suite, root, await debianMirror()];
    await runApart("debootstrap", base, say);
    await writeFile(join(root, "usr/sbin/policy-rc.d"), startNothing, { mode: 0o755 });
    const apt = ["apt-get", "install", "--yes", "--no-install-recommends", ...packages];
    await runInRoot(root, apt, say);
    await runInRoot(root, ["apt-get", "clean"], say);
}

/** Its mounts and processes end with this process, however it ends. */
const apart = [
    ...["--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private"],
    ...["--pid", "--fork", "--kill-child", "--mount-proc"],
];

/**
 * Runs a command with mounts and processes of its own.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {(detail: string) => void} say
 */
export function runApart(command, args, say) {
    return run("setpriv", [...apart, command, ...args], { onLine: say });
}

/**
 * The same, with its output for the user.
 * @param {string} command
 * @param {readonly string[]} args
 */
export function runApartInSight(command, args) {
    return runInSight("setpriv", [...apart, command, ...args], {
        remedy: "See above what differs.",
    });
}

/**
 * @param {string} root
 * @param {readonly string[]} words
 * @param {(detail: string) => void} say
 */
export function runInRoot(root, words, say) {
    const enter = 'mount --types proc proc "$0/proc"; exec chroot "$0" "$@"';
    const quiet = ["env", "DEBIAN_FRONTEND=noninteractive"];
    return runApart("sh", ["-ec", enter, root, ...quiet, ...words], say);
}

/**
 * Removes the roots of other lists of packages.
 * @param {string} system
 * @param {string} name
 */
async function removeOthers(system, name) {
    for (const other of await readdir(compatFolder)) {
        if (other.startsWith(`${system}-`) && !other.startsWith(name)) {
            await rm(join(compatFolder, other), { recursive: true });
        }
    }
}
