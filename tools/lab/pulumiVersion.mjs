// @ts-check

/** The version that is downloaded or built when the machine has none that is recent enough. */
export const pinnedVersion = "3.255.0";

/** SHA-256 of that version's release for Linux, by architecture: pulumi-3.255.0-checksums.txt of the release. */
export const releaseSha256s = new Map([
    ["x64", "cf559568e2c32f7fae56ea3de8ae5fa48973ba8c5aa9dd2b3dc0c8898fe50dba"],
    ["arm64", "699fbc6ea848d997e9b3645487f108d27b1b55ec807c7576406131e6e080f0e3"],
]);

/** The oldest CLI that this project was tried with. */
export const oldestVersion = "3.248.0";

/** @param {string} text what `pulumi version` prints */
export function isRecentEnough(text) {
    const found = parseVersion(text);
    const oldest = parseVersion(oldestVersion);
    if (found === undefined || oldest === undefined || found[0] !== oldest[0]) {
        return false;
    }
    return found[1] !== oldest[1] ? found[1] > oldest[1] : found[2] >= oldest[2];
}

/**
 * @param {string} text
 * @returns {[number, number, number] | undefined}
 */
function parseVersion(text) {
    const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text.trim());
    return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}
