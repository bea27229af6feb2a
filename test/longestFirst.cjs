const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * The longest files, the longest first. A fresh clone has no timings, and jest then sorts by size:
 * a short file that runs for minutes would begin last and keep one core idle.
 */
const LONGEST = [
    "lab/documents",
    "faults/faults",
    "cleanState/cleanStateKilled",
    "audit/guard",
    "network/isolationMatrix",
    "attack/beyondHost",
    "attack/worstGuest",
    "audit/audit",
    "faults/killedAtEveryCall",
    "network/reservations",
    "cleanState/cleanStateLuks",
    "install/unattendedInstall",
    "lab/ci",
].map((name) => `/test/integration/${name}.itest.ts`);

/** @typedef {Parameters<import("@jest/test-sequencer").default["sort"]>[0]} Tests */

/** @param {Tests[number]} test */
const rank = ({ path }) => {
    const index = LONGEST.findIndex((name) => path.endsWith(name));
    return index === -1 ? LONGEST.length : index;
};

/** Keeps jest's own order among the other files. */
module.exports = class LongestFirst extends Sequencer {
    /**
     * @override
     * @param {Tests} tests
     */
    async sort(tests) {
        const sorted = await super.sort(tests);
        return sorted.toSorted((a, b) => rank(a) - rank(b));
    }
};

module.exports.LONGEST = LONGEST;
