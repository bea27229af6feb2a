import type { SourceFormat } from "../schema/volume/volume";
import type { ImageFile } from "./imageFile";
import type { Magic } from "./magics";

/** Reads bytes of a file or a disk; returns fewer when it ends before. */
export type ReadBytes = (at: number, length: number) => Promise<Buffer>;

/** The disk in an image, after `Image` of lima-vm/go-qcow2reader. */
export interface Image {
    readonly capacityBytes: bigint;
    /** Reads the disk. Undefined for formats whose content is not read here. */
    readonly read?: ReadBytes | undefined;
    /** Refuses an image of which some content is missing; reads all tables of a sound one. */
    readonly checkContents?: (() => Promise<void>) | undefined;
}

/** An image whose disk can be read. */
export type ReadableImage = Image & { readonly read: ReadBytes };

/** A format of disk images. */
export interface ImageFormat {
    readonly format: SourceFormat;
    /** QEMU's name of the format. */
    readonly driver: string;
    /** Whether the file has the format's magic bytes. */
    isFormatOf(file: ImageFile): Promise<boolean>;
    /**
     * Opens an image that nobody has checked. Refuses references to other files, which QEMU would follow, truncated
     * files, and everything unknown.
     */
    open(file: ImageFile, isEncrypted: boolean): Promise<Image>;
}

/** Whether a file has some bytes at a place. */
export async function hasMagic(file: ImageFile, { at, bytes }: Magic): Promise<boolean> {
    return at >= 0 && (await file.read(at, bytes.length)).equals(bytes);
}
