import { imageCutShort, imageDamaged, imageUnsupported } from "../errors";
import type { ImageFile } from "./imageFile";
import { has, type ImageReader } from "./imageReader";
import { refuseOtherExtents } from "./vmdkDescriptor";
import { refuseLostGrains, type GrainDirectory } from "./vmdkGrains";

/**
 * VMware's format in one file: monolithicSparse and streamOptimized. Offsets from VMware's "Virtual Disk Format 5.0",
 * "Hosted Sparse Extent"; all numbers are little-endian.
 */
export const vmdk: ImageReader = {
    format: "vmdk",
    driver: "vmdk",
    isOf: (file) => has(file, 0, MAGIC),
    capacityOf,
    refuseLost: async (file) =>
        refuseLostGrains(file, await directoryOf(file, await file.read(0, HEADER_BYTES))),
};

const MAGIC = "KDMV";
const HEADER_BYTES = 512;
const SECTOR_BYTES = 512;
const MAX_VERSION = 3;

async function capacityOf(file: ImageFile): Promise<bigint> {
    const header = await file.require(0, HEADER_BYTES, "the end of its header");
    const version = header.readUInt32LE(4);
    if (version === 0 || version > MAX_VERSION) {
        const what = `is of vmdk version ${version}`;
        throw imageUnsupported({ file: file.path, format: "vmdk", what });
    }
    await refuseOtherExtents(file, {
        at: sectors(header, 28) * SECTOR_BYTES,
        bytes: sectors(header, 36) * SECTOR_BYTES,
    });
    refuseGrains(file, header);
    const { at, tables } = await directoryOf(file, header);
    file.refuseEndBefore(at + tables * 4, "the end of its directory of grains");
    return header.readBigUInt64LE(12) * BigInt(SECTOR_BYTES);
}

const sectors = (header: Buffer, at: number) => Number(header.readBigUInt64LE(at));

/** Entries of each table; QEMU takes no more (block/vmdk.c). */
const MAX_TABLE_ENTRIES = 512;
/** 64 MiB, QEMU's limit too. */
const MAX_GRAIN_SECTORS = 0x20000;

function refuseGrains(file: ImageFile, header: Buffer): void {
    const [grain, entries] = [sectors(header, 20), header.readUInt32LE(44)];
    const isPower = grain > 0 && Number.isInteger(Math.log2(grain));
    if (!isPower || grain > MAX_GRAIN_SECTORS)
        throw imageDamaged({ file: file.path, what: `it has grains of ${grain} sectors` });
    if (entries === 0 || entries > MAX_TABLE_ENTRIES)
        throw imageDamaged({ file: file.path, what: `it has tables of ${entries} grains` });
}

/** Stands for a directory behind the content, which the footer at the end then names. */
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
    if (end < HEADER_BYTES) throw imageCutShort({ file: file.path, what });
    const last = await file.read(end, 3 * SECTOR_BYTES);
    const footer = last.subarray(SECTOR_BYTES, 2 * SECTOR_BYTES);
    const isWhole =
        last.length === 3 * SECTOR_BYTES &&
        last.readUInt32LE(12) === FOOTER_MARKER &&
        footer.toString("latin1", 0, 4) === MAGIC;
    if (!isWhole) throw imageCutShort({ file: file.path, what });
    refuseGrains(file, footer);
    return footer;
}
