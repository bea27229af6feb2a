import { imageFormatUnknown, imageNotEncrypted, imageOtherFormat, imageSize } from "../errors";
import type { SourceFormat } from "../schema/volume/volume";
import { ImageFile } from "./imageFile";
import type { Image, ImageFormat } from "./image";
import { otherFile } from "./otherFiles";
import { partitionsIn, SECTOR_BYTES } from "./partitions";
import { qcow2 } from "./qcow2";
import { Qcow2Error } from "./qcow2Error";
import { rawDisk } from "./rawDisk";
import { vdi } from "./vdi";
import { vhd } from "./vhd";
import { vhdx } from "./vhdx";
import { vmdk } from "./vmdk";

/** What an image's own header says. */
export interface InspectedImage {
    readonly format: SourceFormat;
    /** QEMU's name of the format. */
    readonly driver: string;
    readonly capacityBytes: number;
}

/** In the order in which they are tried. Raw comes last: a guest can write any beginning to its disk. */
const FORMATS: readonly ImageFormat[] = [qcow2, vmdk, vdi, vhdx, vhd];

/** Disks of XP end at 2 TiB (MBR); anything above is a mistake or an attack. */
const MAX_CAPACITY_BYTES = 2n ** 41n;

export interface Expected {
    /** What the program declares. @default detected by magic bytes */
    readonly format?: SourceFormat | undefined;
    readonly isEncrypted?: boolean;
    /** Whether to refuse partitions that end behind the disk, as they do if it was not whole when it was copied. */
    readonly isNew?: boolean;
    /** The user's own file, if this one is made from it. */
    readonly shownAs?: string;
    /** Whether to refuse missing content too, which a known SHA-256 would reveal. */
    readonly isThorough?: boolean;
}

/** Finds the format and size of an image that no tool has touched yet. No tool may touch one that is refused here. */
export const inspectImage = (path: string, expected: Expected = {}): Promise<InspectedImage> =>
    ImageFile.with(path, (file) => inspect(file, expected), expected.shownAs);

/** The same for an open file. */
export async function inspect(file: ImageFile, expected: Expected): Promise<InspectedImage> {
    const { isEncrypted = false } = expected;
    const imageFormat = await formatOf(file, expected.format);
    const { format, driver } = imageFormat;
    // libvirt supports LUKS inside qcow2 only.
    if (isEncrypted && format !== "qcow2") throw imageNotEncrypted({ file: file.path });
    const image = await imageFormat.open(file, isEncrypted);
    const { capacityBytes } = image;
    if (capacityBytes === 0n || capacityBytes > MAX_CAPACITY_BYTES)
        throw imageSize({ file: file.path, bytes: capacityBytes });
    if (expected.isNew === true) await refuseShort(file, image);
    if (expected.isThorough === true) await image.checkContents?.();
    return { format, driver, capacityBytes: Number(capacityBytes) };
}

async function refuseShort(file: ImageFile, image: Image): Promise<void> {
    const cut = partitionsIn(await firstSectorOf(image)).find(
        ({ end }) => end > image.capacityBytes,
    );
    if (cut === undefined) return;
    const what = `the end of partition ${cut.number}, at byte ${cut.end}`;
    throw file.cutShort(what);
}

/** Empty if the content is not read here, as it is encrypted or compressed. */
async function firstSectorOf({ read }: Image): Promise<Buffer> {
    try {
        return (await read?.(0, SECTOR_BYTES)) ?? Buffer.alloc(0);
    } catch (error) {
        if (error instanceof Qcow2Error) return Buffer.alloc(0);
        throw error;
    }
}

async function formatOf(file: ImageFile, declared: SourceFormat | undefined): Promise<ImageFormat> {
    if (declared === "raw") return rawDisk;
    for (const format of FORMATS) {
        if (!(await format.isFormatOf(file))) continue;
        if (declared === undefined || declared === format.format) return format;
        throw imageOtherFormat({ file: file.path, said: declared });
    }
    const refusal = await otherFile(file);
    if (refusal !== undefined) throw refusal;
    if (declared !== undefined) throw imageOtherFormat({ file: file.path, said: declared });
    if (await rawDisk.isFormatOf(file)) return rawDisk;
    throw imageFormatUnknown({ file: file.path });
}
