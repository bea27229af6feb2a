import { imageDamaged, imageInParts, imageUnsupported } from "../errors";
import type { ImageFile } from "./imageFile";
import { has, type ImageReader } from "./imageReader";

/** VirtualBox's format. Offsets from VirtualBox src/VBox/Storage/VDICore.h; all numbers are little-endian. */
export const vdi: ImageReader = {
    format: "vdi",
    driver: "vdi",
    isOf: (file) => has(file, 64, SIGNATURE),
    capacityOf,
};

const SIGNATURE = Buffer.of(0x7f, 0x10, 0xda, 0xbe);
const VERSION = 0x00010001;
const HEADER_BYTES = 512;
const [DYNAMIC, FIXED, DIFFERENCING] = [1, 2, 4];
/** The only one that QEMU reads. */
const BLOCK_BYTES = 1 << 20;
const UUID_BYTES = 16;

async function capacityOf(file: ImageFile): Promise<bigint> {
    const header = await file.require(0, HEADER_BYTES, "the end of its header");
    const unsupported = (what: string) =>
        imageUnsupported({ file: file.path, format: "vdi", what });
    const version = header.readUInt32LE(68);
    if (version !== VERSION) throw unsupported(`is of vdi version ${hex(version)}`);
    const type = header.readUInt32LE(76);
    if (type === DIFFERENCING || hasParent(header))
        throw imageInParts({
            file: file.path,
            format: "vdi",
            where: "it holds the differences to another image",
        });
    if (type !== DYNAMIC && type !== FIXED) throw unsupported(`is of vdi type ${type}`);
    const blockBytes = header.readUInt32LE(376);
    if (blockBytes !== BLOCK_BYTES) throw unsupported(`has blocks of ${blockBytes} bytes`);
    refuseBlocks(file, header);
    return header.readBigUInt64LE(368);
}

const hex = (value: number) => `0x${value.toString(16)}`;

/** UUIDs of the image that it is linked to and of that one's content: all zero without one. */
const hasParent = (header: Buffer) =>
    header.subarray(424, 424 + 2 * UUID_BYTES).some((byte) => byte !== 0);

function refuseBlocks(file: ImageFile, header: Buffer): void {
    const [map, data] = [header.readUInt32LE(340), header.readUInt32LE(344)];
    const [blocks, allocated] = [header.readUInt32LE(384), header.readUInt32LE(388)];
    if (BigInt(blocks) * BigInt(BLOCK_BYTES) < header.readBigUInt64LE(368))
        throw imageDamaged({ file: file.path, what: "its map of blocks is too small" });
    if (allocated > blocks)
        throw imageDamaged({ file: file.path, what: "it has more blocks than its disk" });
    file.refuseEndBefore(map + blocks * 4, "the end of its map of blocks");
    file.refuseEndBefore(data + allocated * BLOCK_BYTES, "the end of its last block");
}
