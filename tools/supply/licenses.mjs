// @ts-check
/**
 * Lists the packages that come with xplab, by licence: node tools/supply/licenses.mjs [--json]. They come from npm's list
 * of components (npm run sbom), which reads the lock file.
 */
import { execFileSync } from "node:child_process";

/** @typedef {{ license?: { id?: string, name?: string }, expression?: string }} License */
/** @typedef {{ name: string, version: string, licenses?: License[] }} Component */

const sbom = execFileSync("npm", ["run", "--silent", "sbom"], {
    cwd: new URL("../..", import.meta.url),
    encoding: "utf8",
    maxBuffer: 2 ** 26,
});
/** @type {Component[]} */
const components = JSON.parse(sbom).components;

/** Licences that packages state only in a file called LICENSE. */
const IN_A_FILE = new Map([["@logdna/tail-file", "MIT"]]);

/** @type {Record<string, string[]>} */
const byLicense = {};
for (const component of components) {
    const { name, version } = component;
    (byLicense[licenseOf(component)] ??= []).push(`${name} ${version}`);
}

if (process.argv.includes("--json")) {
    console.log(JSON.stringify(byLicense, undefined, 2));
} else {
    for (const [license, names] of Object.entries(byLicense).sort(byNumber)) {
        console.log(`${license}: ${names.length}`);
        for (const name of names.sort()) console.log(`  ${name}`);
    }
}

/** @param {Component} component */
function licenseOf({ name, licenses = [] }) {
    const said = licenses.map(
        ({ license, expression }) => expression ?? license?.id ?? license?.name,
    );
    return (
        said.filter((one) => one !== undefined).join(" AND ") || IN_A_FILE.get(name) || "not stated"
    );
}

/**
 * Those with the most packages first.
 * @param {[string, string[]]} one
 * @param {[string, string[]]} other
 */
function byNumber([, one], [, other]) {
    return other.length - one.length;
}
