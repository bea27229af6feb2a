// @ts-check
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** @import { ProcessMark } from "./processes.mjs" */

/**
 * The daemons that `npm start` started, for `npm run down` to stop.
 * @typedef {object} DaemonRecord
 * @property {ProcessMark[]} processes in the order of their start
 * @property {string[]} units started through systemd
 */

/**
 * @param {string} file
 * @returns {Promise<DaemonRecord>}
 */
export async function readDaemonRecord(file) {
    try {
        return JSON.parse(await readFile(file, "utf8"));
    } catch {
        return { processes: [], units: [] };
    }
}

/**
 * @param {string} file
 * @param {DaemonRecord} started
 */
export async function addToDaemonRecord(file, started) {
    const known = await readDaemonRecord(file);
    const record = {
        processes: [...known.processes, ...started.processes],
        units: [...new Set([...known.units, ...started.units])],
    };
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, `${JSON.stringify(record, undefined, 4)}\n`);
}
