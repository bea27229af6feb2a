import { MIB, qcow2Bytes, text, u32be, u64be, vdiBytes, type Parts } from "./headers";
import {
    damaged,
    encrypted,
    expectRefused,
    image,
    inParts,
    inspect,
    lacks,
    sized,
    unsupported,
} from "./refusals";

const NAME = text('json:{"driver":"nbd"}');

describe("qcow2 inspection refuses", () => {
    test.each<[string, Buffer, string]>([
        ["half a header", qcow2Bytes().subarray(0, 71), lacks("the end of its header")],
        ["half of version 3", qcow2Bytes().subarray(0, 103), lacks("the end of its header")],
        ["version 1", qcow2Bytes([4, u32be(1)]), unsupported("qcow2", "uses qcow2 version 1")],
        ["version 4", qcow2Bytes([4, u32be(4)]), unsupported("qcow2", "uses qcow2 version 4")],
        [
            "a backing file",
            qcow2Bytes([8, u64be(200)], [16, u32be(NAME.length)], [200, NAME]),
            inParts("qcow2", 'its backing file is "json:{"driver":"nbd"}"'),
        ],
        [
            "a backing file of version 2 with a name that is no text",
            qcow2Bytes(
                [4, u32be(2)],
                [8, u64be(200)],
                [16, u32be(2)],
                [200, Buffer.of(0x1b, 0x5b)],
            ),
            inParts("qcow2", 'its backing file is "?["'),
        ],
        [
            "a data file",
            qcow2Bytes([72, u64be(4)]),
            inParts("qcow2", "its data is in another file"),
        ],
        [
            "a data file with a name",
            qcow2Bytes(
                [72, u64be(4)],
                [112, u32be(0x44415441)],
                [116, u32be(6)],
                [120, text("/dev/x")],
            ),
            inParts("qcow2", 'its data file is "/dev/x"'),
        ],
        [
            "a name of a data file behind another extension",
            qcow2Bytes(
                [112, u32be(0x6803f857)],
                [116, u32be(1)],
                [128, u32be(0x44415441)],
                [132, u32be(1)],
                [136, text("d")],
            ),
            inParts("qcow2", 'its data file is "d"'),
        ],
        [
            "an extension twice",
            qcow2Bytes([112, u32be(1)], [120, u32be(1)]),
            damaged("its header repeats itself"),
        ],
        ["AES", qcow2Bytes([32, u32be(1)]), encrypted('Decrypt it with "qemu-img convert".')],
        [
            "LUKS",
            qcow2Bytes([32, u32be(2)]),
            encrypted("Set encryption to the Secret that holds its passphrase."),
        ],
        ["what is corrupt", qcow2Bytes([72, u64be(2)]), damaged("QEMU has marked it as corrupt")],
        [
            "an unknown feature",
            qcow2Bytes([72, u64be(1n << 63n)]),
            unsupported("qcow2", "has unknown features (0x8000000000000000)"),
        ],
        [
            "unknown compression",
            qcow2Bytes([104, Buffer.of(2)]),
            unsupported("qcow2", "has unknown compression (2)"),
        ],
        ["no size", qcow2Bytes([24, u64be(0)]), sized(0n)],
        [
            "a byte too much",
            qcow2Bytes(
                [20, u32be(21)],
                [24, u64be(2n ** 41n + 1n)],
                [36, u32be(5)],
                [40, u64be(512)],
                [56, u32be(0)],
            ),
            sized(2n ** 41n + 1n),
        ],
        ["too small clusters", qcow2Bytes([20, u32be(8)]), damaged("it has clusters of 2^8 bytes")],
        [
            "too large clusters",
            qcow2Bytes([20, u32be(22)]),
            damaged("it has clusters of 2^22 bytes"),
        ],
        [
            "a huge L1 table",
            qcow2Bytes([36, u32be(0xffffffff)]),
            damaged("its tables are larger than any disk needs"),
        ],
        [
            "a huge refcount table",
            qcow2Bytes([56, u32be(0xffffffff)]),
            damaged("its tables are larger than any disk needs"),
        ],
        [
            "a small L1 table",
            qcow2Bytes([24, u64be(2 ** 29 + 1)]),
            damaged("its table of clusters is too small"),
        ],
        [
            "a small L1 table of extended L2",
            qcow2Bytes([24, u64be(2 ** 28 + 1)], [72, u64be(16)]),
            damaged("its table of clusters is too small"),
        ],
        [
            "an L1 table behind the end",
            qcow2Bytes([40, u64be(0x30001)]),
            lacks("the end of its table of clusters"),
        ],
        [
            "an L1 table far away",
            qcow2Bytes([40, u64be(0xffffffffffffffffn)]),
            lacks("the end of its table of clusters"),
        ],
        [
            "a refcount table behind the end",
            qcow2Bytes([48, u64be(0x20009)]),
            lacks("the end of its table of references"),
        ],
    ])("%s", (_what, bytes, message) => expectRefused(bytes, message));

    test("images that are not encrypted as declared", async () => {
        const message = image(
            "is not encrypted with LUKS in qcow2, although encryption is set. Remove encryption, or name the encrypted image. [image-not-encrypted]",
        );
        for (const bytes of [qcow2Bytes(), qcow2Bytes([32, u32be(1)]), vdiBytes()]) {
            await expectRefused(bytes, message, { isEncrypted: true });
        }
        const luks = qcow2Bytes([32, u32be(2)]);
        expect((await inspect(luks, { isEncrypted: true })).capacityBytes).toBe(10 * MIB);
    });
});

describe("a new image's first sector", () => {
    const L2 = 0x20000;
    const CLUSTER = 0x10000;
    const boot = Buffer.alloc(512);
    boot.writeUInt16LE(0xaa55, 510);
    boot.writeUInt8(7, 450);
    boot.writeUInt32LE(63, 454);
    boot.writeUInt32LE((20 * MIB) / 512 - 63, 458);
    const mapped = (place: bigint, ...changes: Parts) =>
        qcow2Bytes([0x30000, u64be(L2)], [L2, u64be(place)], [CLUSTER, boot], ...changes);

    test("refuses a partition that ends behind the disk", () =>
        expectRefused(
            mapped(BigInt(CLUSTER)),
            lacks(`the end of partition 1, at byte ${20 * MIB}`),
            { isNew: true },
        ));

    test.each<[string, Buffer]>([
        ["is compressed", mapped((1n << 62n) | BigInt(CLUSTER))],
        ["is encrypted", mapped(BigInt(CLUSTER), [32, u32be(2)])],
        ["lies behind the end", mapped(0x40000n)],
        ["lies where no file ends", mapped(1n << 55n)],
    ])("is not read if it %s", async (_what, bytes) => {
        const isEncrypted = bytes.readUInt32BE(32) === 2;
        expect(await inspect(bytes, { isNew: true, isEncrypted })).toMatchObject({
            format: "qcow2",
        });
    });
});

describe("a thorough inspection of clusters", () => {
    const L1 = 0x30000;
    const L2 = 0x20000;
    const BEHIND = 0x40000;
    const [COMPRESSED, OWN] = [1n << 62n, 1n << 63n];
    /** An image with these first entries in its table of clusters. */
    const mapped = (words: readonly bigint[], ...changes: Parts) =>
        qcow2Bytes(
            [L1, u64be(OWN | BigInt(L2))],
            ...words.map((word, index) => [L2 + index * 8, u64be(word)] as const),
            ...changes,
        );
    const behind = BigInt(BEHIND);

    test.each<[string, Buffer]>([
        ["a cluster", mapped([0n, OWN | behind])],
        ["a compressed cluster", mapped([COMPRESSED | behind])],
        ["a cluster of which a part is there", mapped([OWN | behind, 1n], [72, u64be(16)])],
        ["a table", qcow2Bytes([L1, u64be(OWN | behind)])],
    ])("refuses %s behind the end", async (_what, bytes) => {
        await expectRefused(bytes, lacks("part of its content"), { isThorough: true });
        expect(await inspect(bytes)).toMatchObject({ format: "qcow2" });
    });

    test.each<[string, Buffer]>([
        ["no tables", qcow2Bytes()],
        ["clusters inside", mapped([OWN | 0x10000n, COMPRESSED | 0x10007n | (1n << 60n)])],
        ["a cluster of zeros", mapped([OWN | behind | 1n])],
        ["a cluster of which nothing is there", mapped([OWN | behind, 1n << 32n], [72, u64be(16)])],
    ])("accepts %s", async (_what, bytes) => {
        expect(await inspect(bytes, { isThorough: true })).toMatchObject({ format: "qcow2" });
    });

    test("stops at overlapping tables", async () => {
        const entry = u64be(OWN | BigInt(L2));
        const loop = qcow2Bytes(
            ...Array.from({ length: 8 }, (_, index) => [0x2ff00 + index * 8, entry] as const),
            [36, u32be(8)],
            [40, u64be(0x2ff00)],
        );
        await expectRefused(loop, damaged("its tables overlap"), { isThorough: true });
    });
});
