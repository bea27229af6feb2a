// @ts-check
import { join } from "node:path";
import { run } from "../lab/command.mjs";
import { wholeFolder } from "./folders.mjs";

/** The package from which npm's "node" takes its binaries. */
const binaries = `node-linux-${process.arch}`;

/**
 * The folder with a `node`, and with an `npm` of this machine's version, both from npm's registry.
 * @param {string} wanted a version, or the number that it begins with: then the newest such version
 * @param {(detail: string) => void} say
 */
export async function nodeFolder(wanted, say) {
    const version = newest(
        await run("npm", ["view", `${binaries}@${wanted}`, "version", "--json"], {
            remedy: `Name a version of Node that npm has: npm view ${binaries} versions`,
        }),
    );
    const npm = (await run("npm", ["--version"])).trim();
    const folder = await wholeFolder(`node-${version}`, (part) =>
        run("npm", ["install", "--prefix", part, `${binaries}@${version}`, `npm@${npm}`], {
            onLine: say,
        }),
    );
    return join(folder, "node_modules/.bin");
}

/**
 * @param {string} json one version, or several in the order of their age
 * @returns {string}
 */
export function newest(json) {
    const versions = /** @type {string | string[]} */ (JSON.parse(json));
    const [last = ""] = [versions].flat().sort(byVersion).reverse();
    return last;
}

/**
 * @param {string} a
 * @param {string} b
 */
const byVersion = (a, b) => a.localeCompare(b, undefined, { numeric: true });
