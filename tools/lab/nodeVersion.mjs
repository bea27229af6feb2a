// @ts-check
import { Problem } from "./problem.mjs";

const oldest = 20;

/** @param {string} version */
export function requireNode(version) {
    if (Number.parseInt(version) < oldest) {
        throw new Problem(
            `This is Node.js ${version}, which xplab does not run on.`,
            `Install Node.js ${oldest} or later, and run the same command again.`,
        );
    }
}
