import type { ImageFile } from "./imageFile";
import { hasMagic, type Image, type ImageFormat } from "./image";
import { MAGICS } from "./magics";

/**
 * The format of Virtual PC and of Hyper-V before 2012, which QEMU calls vpc. Offsets from Microsoft's "Virtual Hard Disk
 * Image Format Specification" 1.0; all numbers are big-endian.
 */
export const vhd: ImageFormat = {
    format: "vhd",
    driver: "vpc",
    // All have a footer; all except fixed disks have a copy of it at the beginning.
    isFormatOf: async (file) => (await hasMagic(file, MAGICS.vhd)) || (await hasFooter(file)),
    open,
};

const FOOTER_BYTES = 512;
const MAJOR_VERSION = 1;
const [FIXED, DYNAMIC, DIFFERENCING] = [2, 3, 4];

async function open(file: ImageFile): Promise<Image> {
    if (!(await hasFooter(file))) throw file.cutShort("the footer that a vhd image has at its end");
    const footer = await file.read(file.bytes - FOOTER_BYTES, FOOTER_BYTES);
    const unsupported = (what: string) => file.unsupported("vpc", what);
    const version = footer.readUInt16BE(12);
    if (version !== MAJOR_VERSION) throw unsupported(`uses vhd version ${version}`);
    const capacity = footer.readBigUInt64BE(48);
    const type = footer.readUInt32BE(60);
    if (type === DIFFERENCING) throw file.differencing("vpc");
    if (type === FIXED) {
        file.refuseEndBefore(Number(capacity) + FOOTER_BYTES, "the end of its disk");
    } else if (type === DYNAMIC) {
        await refuseTable(file, Number(footer.readBigUInt64BE(16)), capacity);
    } else throw unsupported(`is of vhd type ${type}`);
    return { capacityBytes: capacity };
}

const hasFooter = (file: ImageFile) =>
    hasMagic(file, { ...MAGICS.vhd, at: file.bytes - FOOTER_BYTES });

const DYNAMIC_COOKIE = "cxsparse";
const DYNAMIC_HEADER_BYTES = 1024;

async function refuseTable(file: ImageFile, at: number, capacity: bigint): Promise<void> {
    const header = await file.require(at, DYNAMIC_HEADER_BYTES, "the end of its second header");
    if (header.toString("latin1", 0, 8) !== DYNAMIC_COOKIE) {
        throw file.damaged("its second header is missing");
    }
    const [entries, blockBytes] = [header.readUInt32BE(28), header.readUInt32BE(32)];
    if (BigInt(entries) * BigInt(blockBytes) < capacity) {
        throw file.damaged("its table of blocks is too small");
    }
    const table = Number(header.readBigUInt64BE(16));
    file.refuseEndBefore(table + entries * 4, "the end of its table of blocks");
    const locators = header.subarray(576, 576 + 8 * 24);
    if (header.subarray(40, 56).some(isSet) || locators.some(isSet)) {
        throw file.inParts("vpc", "it names a parent");
    }
}

const isSet = (byte: number) => byte !== 0;
