import type { ImageFile } from "./imageFile";
import { hasMagic, type Image, type ImageFormat } from "./image";
import { MAGICS } from "./magics";

/** VirtualBox's format. Offsets from VirtualBox src/VBox/Storage/VDICore.h; all numbers are little-endian. */
export const vdi: ImageFormat = {
    format: "vdi",
    driver: "vdi",
    isFormatOf: (file) => hasMagic(file, MAGICS.vdi),
    open,
};

const VERSION = 0x00010001;
const HEADER_BYTES = 512;
const [DYNAMIC, FIXED, DIFFERENCING] = [1, 2, 4];
/** The only block size that QEMU reads. */
const BLOCK_BYTES = 1 << 20;
const UUID_BYTES = 16;

async function open(file: ImageFile): Promise<Image> {
    const header = await file.require(0, HEADER_BYTES, "the end of its header");
    const unsupported = (what: string) => file.unsupported("vdi", what);
    const version = header.readUInt32LE(68);
    if (version !== VERSION) throw unsupported(`uses vdi version ${hex(version)}`);
    const type = header.readUInt32LE(76);
    if (type === DIFFERENCING || hasParent(header)) throw file.differencing("vdi");
    if (type !== DYNAMIC && type !== FIXED) throw unsupported(`uses vdi type ${type}`);
    const blockBytes = header.readUInt32LE(376);
    if (blockBytes !== BLOCK_BYTES) throw unsupported(`has blocks of ${blockBytes} bytes`);
    refuseBlocks(file, header);
    return { capacityBytes: header.readBigUInt64LE(368) };
}

const hex = (value: number) => `0x${value.toString(16)}`;

/** The UUIDs of the parent and of the parent's content are zero without a parent. */
const hasParent = (header: Buffer) =>
    header.subarray(424, 424 + 2 * UUID_BYTES).some((byte) => byte !== 0);

function refuseBlocks(file: ImageFile, header: Buffer): void {
    const [map, data] = [header.readUInt32LE(340), header.readUInt32LE(344)];
    const [blocks, allocated] = [header.readUInt32LE(384), header.readUInt32LE(388)];
    if (BigInt(blocks) * BigInt(BLOCK_BYTES) < header.readBigUInt64LE(368)) {
        throw file.damaged("its map of blocks is too small");
    }
    if (allocated > blocks) throw file.damaged("it has more blocks than its disk");
    file.refuseEndBefore(map + blocks * 4, "the end of its map of blocks");
    file.refuseEndBefore(data + allocated * BLOCK_BYTES, "the end of its last block");
}
