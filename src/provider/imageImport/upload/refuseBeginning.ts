import { imageChanged, imageProbed } from "../../../errors";
import { MARKED_BYTES, probedFormat } from "../../../plainFiles";
import type { ImageToUpload } from "./upload";

/**
 * Refuses what would make libvirt open another file: a raw image that begins like an image of another format, and one that
 * is no longer the image that was inspected.
 *
 * @param bytes The first bytes of what is about to be uploaded.
 */
export function refuseBeginning(
    { file, storedAs, beginning }: Omit<ImageToUpload, "bytes">,
    bytes: Buffer,
): void {
    const format = probedFormat(bytes.subarray(0, MARKED_BYTES));
    if (storedAs === "raw" && format !== undefined) throw imageProbed({ file, format });
    const both = Math.min(bytes.length, beginning.length);
    if (!bytes.subarray(0, both).equals(beginning.subarray(0, both))) throw imageChanged({ file });
}
