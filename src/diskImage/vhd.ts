import { imageCutShort, imageDamaged, imageInParts, imageUnsupported } from "../errors";
import type { ImageFile } from "./imageFile";
import { has, type ImageReader } from "./imageReader";

/**
 * The format of Virtual PC and of Hyper-V before 2012, which QEMU calls vpc. Offsets from Microsoft's "Virtual Hard Disk
 * Image Format Specification" 1.0; all numbers are big-endian.
 */
export const vhd: ImageReader = {
    format: "vhd",
    driver: "vpc",
    // Fixed disks have a footer alone, all others a copy of it at the beginning too.
    isOf: async (file) =>
        (await has(file, 0, COOKIE)) || (await has(file, file.bytes - FOOTER_BYTES, COOKIE)),
    capacityOf,
};

const COOKIE = "conectix";
const FOOTER_BYTES = 512;
const MAJOR_VERSION = 1;
const [FIXED, DYNAMIC, DIFFERENCING] = [2, 3, 4];

async function capacityOf(file: ImageFile): Promise<bigint> {
    if (!(await has(file, file.bytes - FOOTER_BYTES, COOKIE)))
        throw imageCutShort({
            file: file.path,
            what: "the footer that a vhd image has at its end",
        });
    const footer = await file.read(file.bytes - FOOTER_BYTES, FOOTER_BYTES);
    const unsupported = (what: string) =>
        imageUnsupported({ file: file.path, format: "vpc", what });
    const version = footer.readUInt16BE(12);
    if (version !== MAJOR_VERSION) throw unsupported(`is of vhd version ${version}`);
    const capacity = footer.readBigUInt64BE(48);
    const type = footer.readUInt32BE(60);
    if (type === DIFFERENCING)
        throw imageInParts({
            file: file.path,
            format: "vpc",
            where: "it holds the differences to another image",
        });
    if (type === FIXED)
        file.refuseEndBefore(Number(capacity) + FOOTER_BYTES, "the end of its disk");
    else if (type === DYNAMIC)
        await refuseTable(file, Number(footer.readBigUInt64BE(16)), capacity);
    else throw unsupported(`is of vhd type ${type}`);
    return capacity;
}

const DYNAMIC_COOKIE = "cxsparse";
const DYNAMIC_HEADER_BYTES = 1024;

async function refuseTable(file: ImageFile, at: number, capacity: bigint): Promise<void> {
    const header = await file.require(at, DYNAMIC_HEADER_BYTES, "the end of its second header");
    if (header.toString("latin1", 0, 8) !== DYNAMIC_COOKIE)
        throw imageDamaged({ file: file.path, what: "its second header is missing" });
    const [entries, blockBytes] = [header.readUInt32BE(28), header.readUInt32BE(32)];
    if (BigInt(entries) * BigInt(blockBytes) < capacity)
        throw imageDamaged({ file: file.path, what: "its table of blocks is too small" });
    const table = Number(header.readBigUInt64BE(16));
    file.refuseEndBefore(table + entries * 4, "the end of its table of blocks");
    const locators = header.subarray(576, 576 + 8 * 24);
    if (header.subarray(40, 56).some(isSet) || locators.some(isSet))
        throw imageInParts({ file: file.path, format: "vpc", where: "it names a parent" });
}

const isSet = (byte: number) => byte !== 0;
