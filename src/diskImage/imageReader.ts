import type { SourceFormat } from "../schema/volume/volume";
import type { ImageFile } from "./imageFile";

/** What is known of one format of disk images: how it is told, and how QEMU's tools are told of it. */
export interface ImageReader {
    readonly format: SourceFormat;
    /** QEMU's name of the format. */
    readonly driver: string;
    /** Whether the file has the format's magic bytes. */
    isOf(file: ImageFile): Promise<boolean>;
    /**
     * The size of the disk inside, in bytes. Refuses what refers to other files, which QEMU would follow, what is cut
     * short, and what is not known here.
     */
    capacityOf(file: ImageFile, isEncrypted: boolean): Promise<bigint>;
    /** The first sector of the disk; undefined, or no method, where no tool of ours reads it. */
    firstSectorOf?(file: ImageFile): Promise<Buffer | undefined>;
    /** Refuses a file of which some content is missing; reads all of the tables of a sound image. */
    refuseLost?(file: ImageFile): Promise<void>;
}

/** Whether a file has some bytes at a place. */
export async function has(file: ImageFile, at: number, magic: Buffer | string): Promise<boolean> {
    if (at < 0) return false;
    const expected = Buffer.from(magic);
    return (await file.read(at, expected.length)).equals(expected);
}
