// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRoot, rootPrefix, runAsRoot } from "./administrator.mjs";
import { labFolder, rootFolder } from "./folders.mjs";
import { activeDomains } from "./guests.mjs";
import { localUri } from "./machines.mjs";

/** @import { Need } from "./need.mjs" */
/** @import { GuardRuleState } from "../../src/cli/host/hostGuard.js" */

const recordFile = join(labFolder, "guard.json");
/** A reboot removes the rules. */
const bootId = () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
const xplab = join(rootFolder, "bin/xplab");

/**
 * The firewall rules that `xplab guard` sets. Only root can see them; for other users, a record says whether they were set
 * since the last boot.
 * @returns {Promise<Need>}
 */
export async function tapGuardNeed() {
    const isSet = isRoot ? await isGuarded() : (await readRecord())?.boot === bootId();
    return {
        title: "Guest traffic to the host is blocked",
        missing: isSet ? [] : ["firewall rules"],
        command: `${rootPrefix}bin/xplab guard`,
        provide: setGuard,
    };
}

/** Removes the rules that `npm start` set, unless other guests still need them. */
export async function removeGuard() {
    const record = await readRecord();
    if (record === undefined) {
        return;
    }
    if (record.boot === bootId() && record.isOurs) {
        if ((await activeDomains(localUri)).length > 0) {
            console.log("The guard's firewall rules stay, because other guests are running.");
            return;
        }
        await runAsRoot(process.execPath, [xplab, "guard", "--remove"]);
    }
    await rm(recordFile);
}

async function isGuarded() {
    if (!existsSync(join(rootFolder, "dist/cli/main.js"))) {
        return false;
    }
    return runAsRoot(process.execPath, [xplab, "guard", "--check"]).then(
        () => true,
        () => false,
    );
}

async function setGuard() {
    const printed = await runAsRoot(process.execPath, [xplab, "guard", "--json"]);
    /** @type {{ rules: GuardRuleState[] }} */
    const { rules } = JSON.parse(printed);
    const earlier = await readRecord();
    const isOurs = earlier?.boot === bootId() && earlier.isOurs;
    const record = { boot: bootId(), isOurs: isOurs || rules.every(isAdded) };
    await mkdir(labFolder, { recursive: true, mode: 0o700 });
    await writeFile(recordFile, JSON.stringify(record));
}

/** @param {GuardRuleState} guarded */
function isAdded({ fate }) {
    return fate === "added";
}

/** @returns {Promise<{ boot: string, isOurs: boolean } | undefined>} */
async function readRecord() {
    return existsSync(recordFile) ? JSON.parse(await readFile(recordFile, "utf8")) : undefined;
}
