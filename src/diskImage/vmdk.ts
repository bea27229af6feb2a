import type { ImageFile } from "./imageFile";
import { hasMagic, type Image, type ImageFormat } from "./image";
import { MAGICS, startsWith } from "./magics";
import { refuseOtherExtents } from "./vmdkDescriptor";
import { checkGrains, type GrainDirectory } from "./vmdkGrains";

/**
 * VMware's format in one file: monolithicSparse and streamOptimized. Offsets from VMware's "Virtual Disk Format 5.0",
 * "Hosted Sparse Extent"; all numbers are little-endian.
 */
export const vmdk: ImageFormat = {
    format: "vmdk",
    driver: "vmdk",
    isFormatOf: (file) => hasMagic(file, MAGICS.vmdk),
    open,
};

const HEADER_BYTES = 512;
const SECTOR_BYTES = 512;
const MAX_VERSION = 3;

async function open(file: ImageFile): Promise<Image> {
    const header = await file.require(0, HEADER_BYTES, "the end of its header");
    const version = header.readUInt32LE(4);
    if (version === 0 || version > MAX_VERSION) {
        const what = `uses vmdk version ${version}`;
        throw file.unsupported("vmdk", what);
    }
    await refuseOtherExtents(file, {
        at: sectors(header, 28) * SECTOR_BYTES,
        bytes: sectors(header, 36) * SECTOR_BYTES,
    });
    refuseGrains(file, header);
    const directory = await directoryOf(file, header);
    const directoryEnd = directory.at + directory.tables * 4;
    file.refuseEndBefore(directoryEnd, "the end of its directory of grains");
    return {
        capacityBytes: header.readBigUInt64LE(12) * BigInt(SECTOR_BYTES),
        checkContents: () => checkGrains(file, directory),
    };
}

const sectors = (header: Buffer, at: number) => Number(header.readBigUInt64LE(at));

/** QEMU accepts no more entries in a table (block/vmdk.c). */
const MAX_TABLE_ENTRIES = 512;
/** 64 MiB, QEMU's limit too. */
const MAX_GRAIN_SECTORS = 0x20000;

function refuseGrains(file: ImageFile, header: Buffer): void {
    const [grain, entries] = [sectors(header, 20), header.readUInt32LE(44)];
    const isPower = grain > 0 && Number.isInteger(Math.log2(grain));
    if (!isPower || grain > MAX_GRAIN_SECTORS) {
        throw file.damaged(`it has grains of ${grain} sectors`);
    }
    if (entries === 0 || entries > MAX_TABLE_ENTRIES) {
        throw file.damaged(`it has tables of ${entries} grains`);
    }
}

/** Says that the directory is behind the content, and that the footer at the end has its place. */
const AT_END = 0xffffffffffffffffn;

async function directoryOf(file: ImageFile, header: Buffer): Promise<GrainDirectory> {
    const isAtEnd = header.readBigUInt64LE(56) === AT_END;
    const last = isAtEnd ? await footerOf(file) : header;
    const grainsPerTable = last.readUInt32LE(44);
    const tables = Math.ceil(sectors(last, 12) / (sectors(last, 20) * grainsPerTable));
    return { at: sectors(last, 56) * SECTOR_BYTES, tables, grainsPerTable };
}

const FOOTER_MARKER = 3;

/** The last three sectors of a streamOptimized image: a marker, the footer, the end of the stream. */
async function footerOf(file: ImageFile): Promise<Buffer> {
    const what = "the footer that a streamOptimized image has at its end";
    const end = file.bytes - 3 * SECTOR_BYTES;
    if (end < HEADER_BYTES) throw file.cutShort(what);
    const last = await file.read(end, 3 * SECTOR_BYTES);
    const footer = last.subarray(SECTOR_BYTES, 2 * SECTOR_BYTES);
    const isWhole =
        last.length === 3 * SECTOR_BYTES &&
        last.readUInt32LE(12) === FOOTER_MARKER &&
        startsWith(footer, MAGICS.vmdk);
    if (!isWhole) throw file.cutShort(what);
    refuseGrains(file, footer);
    return footer;
}
