import type { UploadableImage } from "../uploadableImage";

/** The format of a volume with an image. */
export type StoredFormat = "raw" | "qcow2";

export interface ImageToUpload extends Pick<UploadableImage, "file" | "bytes" | "beginning"> {
    readonly storedAs: StoredFormat;
}

/** An image after it was uploaded and read back. */
export interface Uploaded {
    /** SHA-256 of what was read from the image; undefined unless it was asked for. */
    readonly sha256: string | undefined;
    /** Whether the volume holds what was read from the image. */
    readonly isSame: boolean;
}
