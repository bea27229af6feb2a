// @ts-check
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { labFolder, rootFolder } from "./folders.mjs";
import { screenshot } from "./guests.mjs";

/** @import { Guest } from "./waitForGuests.mjs" */

const settleLimitMs = 5_000;
const settlePollMs = 400;

/**
 * Takes a picture of the screen of every guest that runs.
 * @param {string} uri
 * @param {readonly Guest[]} guests
 * @returns {Promise<Map<string, string>>} path from the root, by machine
 */
export async function takePictures(uri, guests) {
    const taken = await Promise.all(
        guests.map(async ({ name, machine, status }) => {
            const file = join(labFolder, `${name}.png`);
            if (status?.state !== "running") {
                await rm(file, { force: true });
                return undefined;
            }
            await writeFile(file, await settledScreenshot(uri, machine.uuid));
            return /** @type {const} */ ([name, file.slice(rootFolder.length + 1)]);
        }),
    );
    return new Map(taken.filter((entry) => entry !== undefined));
}

/**
 * A guest draws its screen while it asks for its lease, so this waits briefly until two pictures are equal.
 * @param {string} uri
 * @param {string} uuid
 */
async function settledScreenshot(uri, uuid) {
    const deadlineMs = Date.now() + settleLimitMs;
    let picture = await screenshot(uri, uuid);
    for (;;) {
        await sleep(settlePollMs);
        const next = await screenshot(uri, uuid);
        if (next.equals(picture) || Date.now() > deadlineMs) {
            return next;
        }
        picture = next;
    }
}
