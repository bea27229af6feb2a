// @ts-check
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootPrefix, runAsRoot } from "./administrator.mjs";
import { run } from "./command.mjs";
import { rootFolder } from "./folders.mjs";

/** @import { Need } from "./need.mjs" */

const hypervisorPackages = [
    "libvirt-daemon",
    "libvirt-daemon-driver-qemu",
    "libvirt-daemon-system",
    "qemu-system-x86",
    "qemu-utils",
    "bubblewrap",
    "dnsmasq-base",
    "iptables",
    "tini",
];
/** Tools that check results without our code, and the validator for libvirt's schemas. */
export const testPackages = [
    "gcc",
    "iproute2",
    "libc6-dev",
    "libvirt-clients",
    "libxml2-utils",
    "tcpdump",
];
const installArguments = ["install", "--yes", "--no-install-recommends"];
const patience = ["-o", "DPkg::Lock::Timeout=120"];

/**
 * @param {readonly string[]} further packages besides the lab's own
 * @returns {Promise<Need>}
 */
export async function aptPackagesNeed(further) {
    const wanted = wantedPackages(further);
    const missing = wanted.filter(isNotAmong(await installedPackages(wanted)));
    return {
        title: "Debian packages",
        missing,
        command: `${rootPrefix}apt-get ${[...installArguments, ...missing].join(" ")}`,
        provide: (say) => install(missing, say),
    };
}

/**
 * The lab's packages, and the further ones.
 * @param {readonly string[]} further
 */
export function wantedPackages(further) {
    return [...new Set([...hypervisorPackages, ...standInPackages(), ...further])];
}

/**
 * @param {string} text the lines of tools/stand-in/packages
 */
export function parsePackageList(text) {
    return text
        .split("\n")
        .map((line) => line.replace(/#.*/, "").trim())
        .filter((line) => line !== "");
}

function standInPackages() {
    return parsePackageList(readFileSync(join(rootFolder, "tools/stand-in/packages"), "utf8"));
}

/** @param {readonly string[]} wanted */
async function installedPackages(wanted) {
    // dpkg-query fails if it does not know one of them, but still lists the others.
    const query = "dpkg-query -W -f '${Package} ${db:Status-Status}\\n' \"$@\" 2>/dev/null || true";
    const lines = (await run("sh", ["-c", query, "sh", ...wanted])).split("\n");
    return lines.filter((line) => line.endsWith(" installed")).map((line) => line.split(" ")[0]);
}

/** @param {readonly (string | undefined)[]} known */
function isNotAmong(known) {
    return (/** @type {string} */ name) => !known.includes(name);
}

/**
 * @param {readonly string[]} packages
 * @param {(detail: string) => void} say
 */
async function install(packages, say) {
    if (!hasPackageLists()) {
        await updatePackageLists(say);
        await apt([...installArguments, ...packages], say);
        return;
    }
    try {
        await apt([...installArguments, ...packages], say);
    } catch {
        // Lists that are older than a point release name files that the mirror no longer has.
        await updatePackageLists(say);
        await apt([...installArguments, ...packages], say);
    }
}

function hasPackageLists() {
    const folder = "/var/lib/apt/lists";
    return existsSync(folder) && readdirSync(folder).some((name) => /_Packages/.test(name));
}

/** @param {(detail: string) => void} say */
function updatePackageLists(say) {
    return apt(["update"], say);
}

/**
 * @param {readonly string[]} args
 * @param {(detail: string) => void} say
 */
function apt(args, say) {
    return runAsRoot("env", ["DEBIAN_FRONTEND=noninteractive", "apt-get", ...patience, ...args], {
        onLine: say,
        remedy: `Make "${rootPrefix}apt-get ${args.join(" ")}" work, then run the same command again.`,
    });
}
