// @ts-check
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Problem } from "../lab/problem.mjs";

/**
 * What a user asks for.
 * @typedef {object} Options
 * @property {string | undefined} iso the setup CD; not needed to remove
 * @property {string} edition
 * @property {string | undefined} keyFile a file with the product key; undefined: it is asked for
 * @property {string} folder for the project, the state and what the guest wrote
 * @property {string} out for the report
 * @property {number} memoryMiB
 * @property {number} minutes that the installation may take
 * @property {boolean} remove
 */

const editions = ["home", "professional", "professional-x64"];

/**
 * @param {readonly string[]} words
 * @param {string} defaultFolder
 * @returns {Options}
 */
export function parseOptions(words, defaultFolder) {
    const { values } = read(words);
    const edition = values.edition ?? "professional";
    if (!editions.includes(edition)) {
        throw usage(`"${edition}" is not an edition: write one of ${editions.join(", ")}.`);
    }
    const iso = values.iso === undefined ? undefined : resolve(values.iso);
    if (values.remove !== true && iso === undefined) throw usage("No setup CD is named.");
    if (iso !== undefined && !existsSync(iso)) throw usage(`"${iso}" does not exist.`);
    return {
        iso,
        edition,
        keyFile: values["key-file"] === undefined ? undefined : resolve(values["key-file"]),
        folder: resolve(values.folder ?? defaultFolder),
        out: resolve(values.out ?? "windows-report"),
        memoryMiB: wholeNumber("--memory", values.memory ?? "512"),
        minutes: wholeNumber("--minutes", values.minutes ?? "120"),
        remove: values.remove === true,
    };
}

/** @param {readonly string[]} words */
function read(words) {
    try {
        return parseArgs({
            args: [...words],
            options: {
                iso: { type: "string" },
                edition: { type: "string" },
                "key-file": { type: "string" },
                folder: { type: "string" },
                out: { type: "string" },
                memory: { type: "string" },
                minutes: { type: "string" },
                remove: { type: "boolean" },
            },
        });
    } catch (error) {
        throw usage(error instanceof Error ? error.message : String(error));
    }
}

/**
 * @param {string} option
 * @param {string} text
 */
function wholeNumber(option, text) {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1) throw usage(`${option} was given "${text}".`);
    return value;
}

/** @param {string} message */
const usage = (message) =>
    new Problem(
        message,
        "Write: npm run windows -- --iso FILE [--edition home] [--key-file FILE] [--out FOLDER] [--memory MIB] [--minutes N], or --remove",
    );
