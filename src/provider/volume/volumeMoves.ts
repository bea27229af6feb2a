import { basename, dirname } from "node:path";

/**
 * Volumes that take the place of raw ones of their own resource, by name, each with the name of the raw one. Check tells it
 * in every run, before the domain that has the disk is updated.
 */
const moves = new Map<string, string>();

export const noteMove = (to: string, from: string): void => {
    moves.set(to, from);
};

/** Whether a file is the volume that takes another's place. */
export const isMove = (from: string, to: string): boolean =>
    dirname(from) === dirname(to) && moves.get(basename(to)) === basename(from);
