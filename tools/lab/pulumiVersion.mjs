// @ts-check

/** The version that is downloaded or built when the machine has none that is recent enough. */
export const pinnedVersion = "3.255.0";

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
