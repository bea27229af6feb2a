import { qcow2Layout } from "../../src/diskImage/qcow2Layout";

const GIB = 2 ** 30;

interface Fields {
    readonly magic?: number;
    readonly version?: number;
    readonly backingOffset?: number;
    readonly backingLength?: number;
    readonly capacity?: number;
    readonly encryption?: number;
    readonly features?: number;
}

const u32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
};
const u64 = (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
};

/** QEMU docs/interop/qcow2.txt, "Header". */
const header = (fields: Fields = {}) =>
    Buffer.concat([
        u32(fields.magic ?? 0x514649fb), //  0: "QFI\xfb"
        u32(fields.version ?? 3), //          4: version
        u64(fields.backingOffset ?? 0), //    8: offset of the backing file's name
        u32(fields.backingLength ?? 0), //   16: length of that name
        u32(16), //                          20: cluster bits
        u64(fields.capacity ?? 10 * GIB), // 24: size that the guest sees
        u32(fields.encryption ?? 0), //      32: encryption method
        u32(1), //                           36: entries of the L1 table
        u64(0x30000), //                     40: offset of the L1 table
        u64(0x10000), //                     48: offset of the refcount table
        u32(1), //                           56: clusters of the refcount table
        u32(0), //                           60: number of snapshots
        u64(0), //                           64: offset of the snapshot table
        u64(fields.features ?? 0), //        72: incompatible features
        u64(0), //                           80: compatible features
        u64(0), //                           88: autoclear features
        u32(4), //                           96: refcount order
        u32(104), //                        100: length of this header
    ]);

describe("qcow2Layout", () => {
    const FILE = "/images/golden";
    /** What QEMU writes after the header: extensions padded to 8 bytes, an empty one, the name. */
    const overlay = Buffer.concat([
        header({ features: 0b10000, backingOffset: 144, backingLength: FILE.length }),
        u32(0x6803f857), // 104: feature names, here one byte of them
        u32(1),
        Buffer.alloc(8),
        u32(0xe2792aca), // 120: format of the backing file
        u32(3),
        Buffer.from("raw\0\0\0\0\0"),
        u32(0), //          136: the end
        u32(0),
        Buffer.from(FILE), // 144
    ]);

    test("reads the clusters and the backing file", async () => {
        expect(await qcow2Layout(overlay)).toEqual({
            capacityBytes: 10 * GIB,
            clusterSizeKiB: 64,
            extendedL2: true,
            isEncrypted: false,
            backing: { file: FILE, format: "raw" },
        });
    });

    test("leaves the format open if the file does", async () => {
        const bare = Buffer.concat([
            header({ version: 2, backingOffset: 80, backingLength: FILE.length }).subarray(0, 72),
            Buffer.alloc(8),
            Buffer.from(FILE),
        ]);
        expect(await qcow2Layout(bare)).toEqual({
            capacityBytes: 10 * GIB,
            clusterSizeKiB: 64,
            extendedL2: false,
            isEncrypted: false,
            backing: { file: FILE, format: undefined },
        });
    });

    test("reads an image without a backing file, and nothing else", async () => {
        expect(await qcow2Layout(header())).toMatchObject({
            extendedL2: false,
            backing: undefined,
        });
        expect(await qcow2Layout(header({ magic: 0 }))).toBeUndefined();
        expect(await qcow2Layout(Buffer.alloc(0))).toBeUndefined();
    });
});
