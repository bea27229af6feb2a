import { imageChanged, imageProbed } from "../../errors";
import { MARKED_BYTES, probedFormat } from "../../plainFiles";

/** What a file is stored as. */
export type StoredFormat = "raw" | "qcow2";

/** A file that is about to be stored. */
export interface Stored {
    readonly file: string;
    readonly storedAs: StoredFormat;
    /** How it began when it was looked at. */
    readonly beginning: Buffer;
}

/**
 * Refuses what libvirt would open another file for: a file that is stored raw and begins like an image of another format, and
 * one that has become another since its header was found sound.
 *
 * @param bytes Its first ones, as they are about to be stored.
 */
export function refuseBeginning({ file, storedAs, beginning }: Stored, bytes: Buffer): void {
    const format = probedFormat(bytes.subarray(0, MARKED_BYTES));
    if (storedAs === "raw" && format !== undefined) throw imageProbed({ file, format });
    const both = Math.min(bytes.length, beginning.length);
    if (!bytes.subarray(0, both).equals(beginning.subarray(0, both))) throw imageChanged({ file });
}
