import * as fc from "fast-check";
import { ImageFile } from "../../src/diskImage/imageFile";
import {
    bytesWith,
    DESCRIPTOR,
    dynamicVhd,
    fixedVhd,
    MIB,
    qcow2Bytes,
    SECTOR,
    text,
    u32be,
    u32le,
    u64be,
    vdiBytes,
    VHDX,
    vhdxBytes,
    vmdkBytes,
    vmdkStream,
} from "./headers";
import { expectRefused, image, inspect, lacks, Refusal } from "./refusals";

const BOOT = bytesWith(SECTOR, [510, Buffer.of(0x55, 0xaa)]);

test.each([
    ["qcow2", "qcow2", qcow2Bytes()],
    ["qcow2 of version 2", "qcow2", qcow2Bytes([4, u32be(2)], [72, u64be(8)])],
    [
        "dirty qcow2 with extended L2 and Zstandard",
        "qcow2",
        qcow2Bytes([72, u64be(0b11001)], [104, Buffer.of(1)]),
    ],
    ["vmdk", "vmdk", vmdkBytes(DESCRIPTOR)],
    ["streamOptimized vmdk", "vmdk", vmdkStream()],
    ["vdi", "vdi", vdiBytes()],
    ["dynamic vhd", "vhd", dynamicVhd()],
    ["fixed vhd", "vhd", fixedVhd()],
    ["vhdx", "vhdx", vhdxBytes()],
])("reads a sound %s", async (_what, format, bytes) => {
    expect(await inspect(bytes)).toMatchObject({ format, capacityBytes: 10 * MIB });
});

test("recognises a raw disk by its boot sector or by declaration", async () => {
    const raw = { format: "raw", driver: "raw", capacityBytes: 512 };
    expect(await inspect(BOOT)).toEqual(raw);
    expect(await inspect(Buffer.alloc(512), { format: "raw" })).toEqual(raw);
    expect(await inspect(qcow2Bytes(), { format: "raw" })).toMatchObject({ format: "raw" });
});

/** A boot sector with partitions: state, type, first sector and number of sectors of each. */
const withPartitions = (...entries: readonly (readonly [number, number, number, number])[]) =>
    bytesWith(
        SECTOR,
        [510, Buffer.of(0x55, 0xaa)],
        ...entries.flatMap(([state, type, start, sectors], index): [number, Buffer][] => [
            [446 + 16 * index, Buffer.of(state)],
            [450 + 16 * index, Buffer.of(type)],
            [454 + 16 * index, Buffer.concat([u32le(start), u32le(sectors)])],
        ]),
    );

const rawDisk = (first: Buffer, sectors = 100) =>
    Buffer.concat([first, Buffer.alloc((sectors - 1) * SECTOR)]);

describe("a new disk that ends before its partitions", () => {
    const cut = (number: number, end: number) =>
        lacks(`the end of partition ${number}, at byte ${end}`);

    test.each<[string, Buffer, string]>([
        ["raw", rawDisk(withPartitions([0x80, 7, 63, 38])), cut(1, 101 * SECTOR)],
        [
            "raw, with a second partition",
            rawDisk(withPartitions([0x80, 7, 1, 9], [0, 0x0f, 10, 2 ** 31])),
            cut(2, (10 + 2 ** 31) * SECTOR),
        ],
    ])("is refused: %s", async (_what, bytes, message) => {
        await expectRefused(bytes, message, { isNew: true });
        expect(await inspect(bytes)).toMatchObject({ format: "raw" });
    });

    test.each([
        ["one that ends with its last partition", withPartitions([0x80, 7, 63, 37])],
        ["a floppy, whose boot sector has code there", withPartitions([0x42, 7, 63, 99])],
        ["an entry that is not used", withPartitions([0, 0, 63, 99])],
    ])("is not refused: %s", async (_what, first) => {
        expect(await inspect(rawDisk(first), { isNew: true })).toMatchObject({ format: "raw" });
    });
});

test("returns QEMU's driver name for vhd", async () => {
    expect((await inspect(fixedVhd())).driver).toBe("vpc");
});

test("accepts disks of up to 2 TiB, the most that XP can use", async () => {
    // 2 TiB in clusters of 2 MiB need 4 entries of 512 GiB.
    const largest = qcow2Bytes(
        [20, u32be(21)],
        [24, u64be(2 ** 41)],
        [36, u32be(4)],
        [40, u64be(512)],
        [56, u32be(0)],
    );
    expect((await inspect(largest)).capacityBytes).toBe(2 ** 41);
});

const UNPACK = "Unpack it and name the image that is inside.";
const INSTALL = "Install Windows XP from it first, and name the disk that it was installed on.";
const CONVERT = 'Convert it with "qemu-img convert -O qcow2".';

test.each<[string, Buffer, string]>([
    ["a gzip archive", Buffer.of(0x1f, 0x8b, 8), UNPACK],
    ["a bzip2 archive", text("BZh9"), UNPACK],
    ["an xz archive", text("\xfd7zXZ\0\0"), UNPACK],
    ["a zstd archive", Buffer.of(0x28, 0xb5, 0x2f, 0xfd), UNPACK],
    ["a zip archive", text("PK\x03\x04"), UNPACK],
    ["a 7z archive", text("7z\xbc\xaf\x27\x1c"), UNPACK],
    ["a rar archive", text("Rar!\x1a"), UNPACK],
    [
        "a tar archive or an OVA",
        bytesWith(512, [257, text("ustar")]),
        'Unpack it with "tar xf" and name the vmdk image that is inside.',
    ],
    ["a CD image (ISO 9660)", bytesWith(40000, [0, BOOT], [32769, text("CD001")]), INSTALL],
    ["a CD image (UDF)", bytesWith(40000, [32769, text("BEA01")]), INSTALL],
    ["a Windows image (WIM)", text("MSWIM\0\0\0"), INSTALL],
    [
        "a web page",
        text("<!DOCTYPE html>"),
        "Download the image itself: this is a page about it, or about an error.",
    ],
    ["a QED image", text("QED\0"), CONVERT],
    ["an ESX sparse image", text("COWD"), CONVERT],
    ["a Parallels image", text("WithoutFreeSpace"), CONVERT],
])("refuses %s by name", (kind, bytes, remedy) =>
    expectRefused(bytes, `"FILE" is ${kind}, not a disk image. ${remedy} [image-not-a-disk]`),
);

test("refuses unknown formats", () =>
    expectRefused(
        Buffer.alloc(1024),
        'Image "FILE" is not a qcow2, vmdk, vdi, vhd or vhdx image, and lacks the boot sector of a raw disk. ' +
            'Name the image of an installed disk. For a raw disk that does not boot, set source.format to "raw". [image-format-unknown]',
    ));

test.each(["qcow2", "vmdk", "vdi", "vhd", "vhdx"] as const)(
    "refuses a file that is declared as %s and is not",
    (format) =>
        expectRefused(
            BOOT,
            image(
                `is not a ${format} image, although source.format says so. Remove source.format: the format is read from the file. [image-of-another-format]`,
            ),
            { format },
        ),
);

test("refuses an image of another format than declared", async () => {
    const refusal = image(
        "is not a vdi image, although source.format says so. Remove source.format: the format is read from the file. [image-of-another-format]",
    );
    await expectRefused(qcow2Bytes(), refusal, { format: "vdi" });
    expect((await inspect(qcow2Bytes(), { format: "qcow2" })).format).toBe("qcow2");
});

/** A sound image of each format with some bytes of its headers changed, and cut off somewhere. */
const mutated = fc
    .record({
        sound: fc.constantFrom(
            qcow2Bytes(),
            vmdkBytes(DESCRIPTOR),
            vmdkStream(),
            vdiBytes().subarray(0, 4096),
            dynamicVhd(),
            vhdxBytes(),
        ),
        changes: fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 8 }),
        base: fc.constantFrom(0, VHDX.regions, VHDX.metadata),
        end: fc.option(fc.nat(2048)),
    })
    .map(({ sound, changes, base, end }) => {
        const bytes = Buffer.from(sound);
        for (const [at, byte] of changes) if (base + at < bytes.length) bytes[base + at] = byte;
        return bytes.subarray(0, end ?? undefined);
    });

/** The table of other files alone has twenty. */
const MAX_READS = 80;

test("accepts a sensible size or refuses with a clear error for any bytes, after few reads", async () => {
    const reads = jest.spyOn(ImageFile.prototype, "read");
    await fc.assert(
        fc.asyncProperty(mutated, async (bytes) => {
            reads.mockClear();
            const result = await inspect(bytes).catch((error: unknown) => error);
            expect(reads.mock.calls.length).toBeLessThan(MAX_READS);
            if (result instanceof Refusal) return;
            const { capacityBytes } = result as { capacityBytes: number };
            expect(capacityBytes > 0 && capacityBytes <= 2 ** 41).toBe(true);
        }),
        { numRuns: 300 },
    );
    reads.mockRestore();
});
