import { basename, dirname } from "node:path";

/**
 * Names of volumes that replace raw ones of the same resource, with the names of the raw ones. Check fills it in every run,
 * before the domain with the disk is updated.
 */
const moves = new Map<string, string>();

export const noteMove = (to: string, from: string): void => {
    moves.set(to, from);
};

/** Whether a file is the volume that replaces another. */
export const isMove = (from: string, to: string): boolean =>
    dirname(from) === dirname(to) && moves.get(basename(to)) === basename(from);
