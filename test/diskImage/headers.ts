/** Headers byte by byte, valid unless changed. */

export const SECTOR = 512;
export const MIB = 2 ** 20;

/** Bytes of a length with numbers at places; the width of a number is the width of its key's place. */
export function bytesWith(
    length: number,
    ...parts: readonly (readonly [at: number, part: Buffer])[]
) {
    const bytes = Buffer.alloc(length);
    for (const [at, part] of parts) part.copy(bytes, at);
    return bytes;
}

export const u16be = (value: number) => number(2, (bytes) => bytes.writeUInt16BE(value));
export const u32be = (value: number) => number(4, (bytes) => bytes.writeUInt32BE(value));
export const u64be = (value: number | bigint) =>
    number(8, (bytes) => bytes.writeBigUInt64BE(BigInt(value)));
export const u16le = (value: number) => number(2, (bytes) => bytes.writeUInt16LE(value));
export const u32le = (value: number) => number(4, (bytes) => bytes.writeUInt32LE(value));
export const u64le = (value: number | bigint) =>
    number(8, (bytes) => bytes.writeBigUInt64LE(BigInt(value)));
export const text = (value: string) => Buffer.from(value, "latin1");

function number(length: number, write: (bytes: Buffer) => void): Buffer {
    const bytes = Buffer.alloc(length);
    write(bytes);
    return bytes;
}

export type Parts = readonly (readonly [at: number, part: Buffer])[];

/** QEMU docs/interop/qcow2.txt, "Header"; tables in the clusters behind it. */
export const qcow2Bytes = (...changes: Parts) =>
    bytesWith(
        0x30000 + 8,
        [0, text("QFI\xfb")],
        [4, u32be(3)], //         version
        [8, u64be(0)], //         offset of the backing file's name
        [16, u32be(0)], //        length of that name
        [20, u32be(16)], //       cluster bits
        [24, u64be(10 * MIB)], // size that the guest sees
        [32, u32be(0)], //        encryption method
        [36, u32be(1)], //        entries of the L1 table
        [40, u64be(0x30000)], //  offset of the L1 table
        [48, u64be(0x10000)], //  offset of the refcount table
        [56, u32be(1)], //        clusters of the refcount table
        [72, u64be(0)], //        incompatible features
        [96, u32be(4)], //        refcount order
        [100, u32be(112)], //     length of this header
        ...changes,
    );

/** VMware "Virtual Disk Format 5.0", SparseExtentHeader; a descriptor, a directory of one table. */
export const vmdkBytes = (descriptor: string, ...changes: Parts) =>
    bytesWith(
        64 * SECTOR,
        [0, text("KDMV")],
        [4, u32le(1)], //       version
        [12, u64le(20480)], //  capacity in sectors
        [20, u64le(128)], //    sectors of a grain
        [28, u64le(1)], //      sector of the descriptor
        [36, u64le(20)], //     sectors of the descriptor
        [44, u32le(512)], //    entries of a table
        [56, u64le(22)], //     sector of the directory
        [SECTOR, text(descriptor)],
        ...changes,
    );

export const DESCRIPTOR = [
    "# Disk DescriptorFile",
    "version=1",
    "CID=4c1d0a7b",
    "parentCID=ffffffff",
    'createType="monolithicSparse"',
    'RW 20480 SPARSE "xp.vmdk"',
    "",
].join("\n");

/** The end of a streamOptimized image: a marker, the footer with its directory, the end of the stream. */
export const vmdkStream = (...changes: Parts) => {
    const header = vmdkBytes(DESCRIPTOR, [56, u64le(0xffffffffffffffffn)]);
    const footer = header.subarray(0, SECTOR);
    return bytesWith(
        header.length + 3 * SECTOR,
        [0, header],
        [header.length + 12, u32le(3)], // a footer follows
        [header.length + SECTOR, footer],
        [header.length + SECTOR + 56, u64le(22)],
        ...changes,
    );
};

/** VirtualBox src/VBox/Storage/VDICore.h, VDIHEADER1PLUS; one block that is there. */
export const vdiBytes = (...changes: Parts) =>
    bytesWith(
        2 * MIB,
        [0, text("<<< Oracle VM VirtualBox Disk Image >>>\n")],
        [64, u32le(0xbeda107f)],
        [68, u32le(0x00010001)], // version
        [76, u32le(1)], //          dynamic
        [340, u32le(512)], //       offset of the map
        [344, u32le(MIB)], //       offset of the blocks
        [368, u64le(10 * MIB)], //  size that the guest sees
        [376, u32le(MIB)], //       bytes of a block
        [384, u32le(10)], //        blocks
        [388, u32le(1)], //         blocks that are there
        ...changes,
    );

/** "Virtual Hard Disk Image Format Specification" 1.0, "Hard Disk Footer Format". */
const vhdFooter = (type: number) =>
    bytesWith(
        SECTOR,
        [0, text("conectix")],
        [12, u32be(0x00010000)], // version
        [16, u64be(512)], //        offset of the second header
        [48, u64be(10 * MIB)], //   size that the guest sees
        [60, u32be(type)],
    );

export const fixedVhd = (...changes: Parts) =>
    bytesWith(10 * MIB + SECTOR, [10 * MIB, vhdFooter(2)], ...changes);

/** The same, "Dynamic Disk Header Format"; a copy of the footer, the second header, the table, the footer. */
export const dynamicVhd = (...changes: Parts) =>
    bytesWith(
        5 * SECTOR,
        [0, vhdFooter(3)],
        [512, text("cxsparse")],
        [512 + 16, u64be(1536)], //    offset of the table
        [512 + 28, u32be(5)], //       entries of the table
        [512 + 32, u32be(2 * MIB)], // bytes of a block
        [4 * SECTOR, vhdFooter(3)],
        ...changes,
    );

const REGIONS = 192 * 1024;
const METADATA = 256 * 1024;
export const VHDX = { regions: REGIONS, metadata: METADATA, values: METADATA + 4096 } as const;
const hex = (digits: string) => Buffer.from(digits, "hex");

/** MS-VHDX 2.2.3 and 2.6; GUIDs as they lie in a file. */
export const vhdxBytes = (...changes: Parts) =>
    bytesWith(
        512 * 1024,
        [0, text("vhdxfile")],
        [REGIONS, text("regi")],
        [REGIONS + 8, u32le(1)], //         entries
        [REGIONS + 16, hex("06a27c8b90479a4bb8fe575f050f886e")],
        [REGIONS + 32, u64le(METADATA)], // offset of the metadata
        [METADATA, text("metadata")],
        [METADATA + 10, u16le(2)], //       entries
        [METADATA + 32, hex("3767a1ca36fa434db3b633f0aa44e76b")],
        [METADATA + 48, u32le(4096)], //    offset of the parameters
        [METADATA + 64, hex("2442a52f1bcd7648b2115dbed83bf4b8")],
        [METADATA + 80, u32le(4104)], //    offset of the size
        [VHDX.values + 8, u64le(10 * MIB)],
        ...changes,
    );
