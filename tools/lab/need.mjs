// @ts-check

/**
 * Something that the lab needs on this machine.
 * @typedef {object} Need
 * @property {string} title
 * @property {readonly string[]} missing what is not there; empty if nothing needs to be done
 * @property {string} command what a user would type to provide it
 * @property {(say: (detail: string) => void, signal: AbortSignal) => Promise<unknown>} provide
 */

/** @param {Need} need */
export function isMissing(need) {
    return need.missing.length > 0;
}
