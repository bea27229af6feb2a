// @ts-check
/**
 * Prints a CycloneDX bill of materials of what users install: node tools/supply/sbom.mjs. npm makes it from a manifest and a
 * lock file without development dependencies, because `--omit dev` also leaves out each package that one of them shares.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @param {string} name @returns {Record<string, any>} a JSON file of the package */
const read = (name) => JSON.parse(readFileSync(join(root, name), "utf8"));

/** @param {Record<string, any>} manifest */
const withoutDev = (manifest) => ({ ...manifest, devDependencies: undefined });

const lock = read("npm-shrinkwrap.json");
const packages = Object.entries(lock.packages)
    .filter(([, { dev, devOptional }]) => !dev && !devOptional)
    .map(([place, one]) => [place, place === "" ? withoutDev(one) : one]);

const folder = mkdtempSync(join(tmpdir(), "xplab-sbom-"));
try {
    /** @param {string} name @param {unknown} content */
    const write = (name, content) => writeFileSync(join(folder, name), JSON.stringify(content));
    write("package.json", withoutDev(read("package.json")));
    write("package-lock.json", { ...lock, packages: Object.fromEntries(packages) });
    const words = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"];
    const npm = execFileSync("npm", [...words, "--sbom-type", "application"], {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 2 ** 26,
    });
    process.stdout.write(npm);
} finally {
    rmSync(folder, { recursive: true });
}
