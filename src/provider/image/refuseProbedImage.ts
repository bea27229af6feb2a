import { imageProbed } from "../../errors";
import { MARKED_BYTES, probedFormat } from "../../plainFiles";

/** What a file is stored as. */
export type StoredFormat = "raw" | "qcow2";

/** Refuses a file that is stored raw and begins so that libvirt would take it for an image of another format. */
export function refuseProbedImage(file: string, storedAs: StoredFormat, beginning: Buffer): void {
    const format = probedFormat(beginning.subarray(0, MARKED_BYTES));
    if (storedAs === "raw" && format !== undefined) throw imageProbed({ file, format });
}
