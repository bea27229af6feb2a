// @ts-check
import { readFileSync } from "node:fs";

/** @typedef {{ name: string, hasOurPackages: boolean }} Distribution */

/** @returns {Distribution} */
export function readDistribution() {
    try {
        return parseOsRelease(readFileSync("/etc/os-release", "utf8"));
    } catch {
        return { name: "a system without /etc/os-release", hasOurPackages: false };
    }
}

/**
 * @param {string} text of os-release(5)
 * @returns {Distribution}
 */
export function parseOsRelease(text) {
    const fields = new Map(
        [...text.matchAll(/^([A-Z_]+)=["']?(.*?)["']?$/gm)].map((match) => [match[1], match[2]]),
    );
    const version = Number(fields.get("VERSION_ID") ?? Infinity);
    return {
        name: fields.get("PRETTY_NAME") ?? fields.get("ID") ?? "an unnamed distribution",
        hasOurPackages: fields.get("ID") === "debian" && version >= 12,
    };
}
