import * as fc from "fast-check";
import { UserError } from "../../src/provider/errors";
import { qcow2Capacity, qcow2Layout } from "../../src/provider/qcow2Header";

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

test.each([
    ["version 3", header()],
    ["version 2", header({ version: 2 }).subarray(0, 72)],
    ["dirty, with extended L2 entries", header({ features: 0b10001 })],
])("reads the size of an image of %s", (_what, bytes) => {
    expect(qcow2Capacity(bytes, "/a")).toBe(10 * GIB);
});

test("the largest disk that XP can use is 2 TiB", () => {
    expect(qcow2Capacity(header({ capacity: 2 ** 41 }), "/a")).toBe(2 ** 41);
});

const CONVERT = 'Convert it with "qemu-img convert -O qcow2"';
const FLATTEN = 'Flatten it with "qemu-img convert -O qcow2".';
const DECRYPT = "Decrypt it with qemu-img convert.";
const DECLARE = "Set encryption to the Secret that holds its passphrase.";
const ATMOST = "Use an image of at most 2 TiB.";

test.each([
    ["nothing", Buffer.alloc(0), `is not a qcow2 image. ${CONVERT}, or set format to "raw".`],
    [
        "too little",
        header().subarray(0, 71),
        `is not a qcow2 image. ${CONVERT}, or set format to "raw".`,
    ],
    [
        "another magic",
        header({ magic: 0x4b444d56 }),
        `is not a qcow2 image. ${CONVERT}, or set format to "raw".`,
    ],
    ["version 1", header({ version: 1 }), `is qcow2 version 1. ${CONVERT}.`],
    ["version 4", header({ version: 4 }), `is qcow2 version 4. ${CONVERT}.`],
    [
        "half of version 3",
        header().subarray(0, 79),
        "ends inside its qcow2 header. Use an image that is whole.",
    ],
    ["a backing file", header({ backingOffset: 0x200 }), `has a backing file. ${FLATTEN}`],
    [
        "version 2 with a backing file",
        header({ version: 2, backingOffset: 1 }),
        `has a backing file. ${FLATTEN}`,
    ],
    ["AES", header({ encryption: 1 }), `is encrypted. ${DECRYPT}`],
    ["LUKS", header({ encryption: 2 }), `is encrypted. ${DECLARE}`],
    ["a data file", header({ features: 4 }), `keeps its data in another file. ${FLATTEN}`],
    ["no size", header({ capacity: 0 }), `claims a size of 0 bytes. ${ATMOST}`],
    [
        "a byte too much",
        header({ capacity: 2 ** 41 + 1 }),
        `claims a size of 2199023255553 bytes. ${ATMOST}`,
    ],
])("refuses %s", (_what, bytes, text) => {
    expect(() => qcow2Capacity(bytes, "/a.qcow2")).toThrow(new UserError(`"/a.qcow2"`, text));
});

test("an image that is declared encrypted must be so with LUKS", () => {
    expect(qcow2Capacity(header({ encryption: 2 }), "/a", true)).toBe(10 * GIB);
    for (const encryption of [0, 1])
        expect(() => qcow2Capacity(header({ encryption }), "/a", true)).toThrow(
            '"/a" is not encrypted with LUKS. Remove encryption, or name the file that is.',
        );
});

test("any bytes give a size or a refusal that the user can read", () => {
    const bytes = fc.uint8Array({ maxLength: 110 }).map((array) => Buffer.from(array));
    const altered = fc.tuple(fc.nat(103), fc.nat(255), fc.nat(104)).map(([at, byte, length]) => {
        const changed = header();
        changed[at] = byte;
        return changed.subarray(0, length);
    });
    fc.assert(
        fc.property(fc.oneof(bytes, altered), (content) => {
            try {
                const capacity = qcow2Capacity(content, "/a");
                expect(capacity > 0 && capacity <= 2 ** 41).toBe(true);
            } catch (error) {
                expect(error).toBeInstanceOf(UserError);
            }
        }),
    );
});

describe("the layout", () => {
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

    test("has the clusters and the image below", () => {
        expect(qcow2Layout(overlay)).toEqual({
            capacityBytes: 10 * GIB,
            clusterSizeKiB: 64,
            extendedL2: true,
            isEncrypted: false,
            backing: { file: FILE, format: "raw" },
        });
    });

    test("leaves open what the file leaves to be probed", () => {
        const bare = Buffer.concat([
            header({ version: 2, backingOffset: 80, backingLength: FILE.length }).subarray(0, 72),
            Buffer.alloc(8),
            Buffer.from(FILE),
        ]);
        expect(qcow2Layout(bare)).toEqual({
            capacityBytes: 10 * GIB,
            clusterSizeKiB: 64,
            extendedL2: false,
            isEncrypted: false,
            backing: { file: FILE, format: undefined },
        });
    });

    test("is that of no image where there is none", () => {
        expect(qcow2Layout(header())).toMatchObject({ extendedL2: false, backing: undefined });
        expect(qcow2Layout(header({ magic: 0 }))).toBeUndefined();
        expect(qcow2Layout(Buffer.alloc(0))).toBeUndefined();
    });
});
