// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { labFolder } from "./folders.mjs";

// The kernel keeps 15 characters of a name.
const languageHost = "pulumi-language-nodejs".slice(0, 15);
const ourHome = `PULUMI_HOME=${join(labFolder, "pulumi")}`;

/** Ends the language hosts that outlived a killed CLI on this lab: older ones never notice. */
export function endOrphans() {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
            if (isOrphan(pid)) {
                process.kill(Number(pid));
            }
        } catch {
            // It has ended meanwhile, or belongs to another user.
        }
    }
}

/** @param {string} pid */
function isOrphan(pid) {
    const { Name, PPid = "0" } = readStatus(pid);
    if (Name !== languageHost) {
        return false;
    }
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return variables.includes(ourHome) && nameOfParent(PPid) !== "pulumi";
}

/** @param {string} pid */
function nameOfParent(pid) {
    return pid === "0" ? undefined : readStatus(pid).Name;
}

/**
 * @param {string} pid
 * @returns {Record<string, string>}
 */
function readStatus(pid) {
    const lines = readFileSync(`/proc/${pid}/status`, "utf8").split("\n");
    return Object.fromEntries(lines.map((line) => line.split(/:\s+/, 2)));
}
