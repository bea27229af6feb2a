import {
    imageCutShort,
    imageFormatUnknown,
    imageNotEncrypted,
    imageOtherFormat,
    imageSize,
} from "../errors";
import type { SourceFormat } from "../schema/volume/volume";
import { ImageFile } from "./imageFile";
import type { ImageReader } from "./imageReader";
import { otherFile } from "./otherFiles";
import { partitionsIn } from "./partitions";
import { qcow2 } from "./qcow2";
import { rawDisk } from "./rawDisk";
import { vdi } from "./vdi";
import { vhd } from "./vhd";
import { vhdx } from "./vhdx";
import { vmdk } from "./vmdk";

/** An image as its own header has it. */
export interface InspectedImage {
    readonly format: SourceFormat;
    /** QEMU's name of the format. */
    readonly driver: string;
    readonly capacityBytes: number;
}

/** In the order in which they are asked: what a raw disk has at its beginning its guest wrote. */
const READERS: readonly ImageReader[] = [qcow2, vmdk, vdi, vhdx, vhd];

/** Disks of XP end at 2 TiB (MBR); anything above is a mistake or an attack. */
const MAX_CAPACITY_BYTES = 2n ** 41n;

export interface Expected {
    /** What the program says that the file is. Without it, its magic bytes tell. */
    readonly format?: SourceFormat | undefined;
    readonly isEncrypted?: boolean;
    /** Whether to look for partitions that end behind the disk: it was not whole when it was copied. */
    readonly isNew?: boolean;
    /** The user's own file, where this one is made of it. */
    readonly shownAs?: string;
    /** Whether to look for content that is missing too, where no SHA-256 is known that would tell. */
    readonly isThorough?: boolean;
}

/** Format and size of an image. No tool has touched it yet, and none may touch what is refused here. */
export const inspectImage = (path: string, expected: Expected = {}): Promise<InspectedImage> =>
    ImageFile.with(path, (file) => inspect(file, expected), expected.shownAs);

/** The same of a file that is open. */
export async function inspect(file: ImageFile, expected: Expected): Promise<InspectedImage> {
    const { isEncrypted = false } = expected;
    const reader = await readerOf(file, expected.format);
    const { format, driver } = reader;
    // libvirt has LUKS inside qcow2 alone.
    if (isEncrypted && format !== "qcow2") throw imageNotEncrypted({ file: file.path });
    const capacity = await reader.capacityOf(file, isEncrypted);
    if (capacity === 0n || capacity > MAX_CAPACITY_BYTES)
        throw imageSize({ file: file.path, bytes: capacity });
    if (expected.isNew === true) await refuseShort(file, reader, capacity);
    if (expected.isThorough === true) await reader.refuseLost?.(file);
    return { format, driver, capacityBytes: Number(capacity) };
}

async function refuseShort(file: ImageFile, reader: ImageReader, capacity: bigint): Promise<void> {
    const first = await reader.firstSectorOf?.(file);
    const lacking = partitionsIn(first ?? Buffer.alloc(0)).find(({ end }) => end > capacity);
    if (lacking === undefined) return;
    const what = `the end of partition ${lacking.number}, at byte ${lacking.end}`;
    throw imageCutShort({ file: file.path, what });
}

async function readerOf(file: ImageFile, said: SourceFormat | undefined): Promise<ImageReader> {
    if (said === "raw") return rawDisk;
    for (const reader of READERS) {
        if (!(await reader.isOf(file))) continue;
        if (said === undefined || said === reader.format) return reader;
        throw imageOtherFormat({ file: file.path, said });
    }
    const refusal = await otherFile(file);
    if (refusal !== undefined) throw refusal;
    if (said !== undefined) throw imageOtherFormat({ file: file.path, said });
    if (await rawDisk.isOf(file)) return rawDisk;
    throw imageFormatUnknown({ file: file.path });
}
