import { DESCRIPTOR, SECTOR, text, u32le, u64le, vmdkBytes, vmdkStream } from "./headers";
import {
    damaged,
    encrypted,
    expectRefused,
    inParts,
    inspect,
    lacks,
    sized,
    unsupported,
} from "./refusals";

const described = (from: string | RegExp, to: string) => vmdkBytes(DESCRIPTOR.replace(from, to));

describe("vmdk inspection refuses", () => {
    test.each<[string, Buffer, string]>([
        ["half a header", vmdkBytes("").subarray(0, 511), lacks("the end of its header")],
        ["version 4", vmdkBytes("", [4, u32le(4)]), unsupported("vmdk", "uses vmdk version 4")],
        ["a parent", described("ffffffff", "4c1d0a7b"), inParts("vmdk", "it has a parent")],
        [
            "a parent with a name",
            described("CID=4c", 'parentFileNameHint="http://host/base.vmdk"\nCID=4c'),
            inParts("vmdk", 'its parent is "http://host/base.vmdk"'),
        ],
        [
            "a parent with a name in a comment, where QEMU finds it too",
            described("CID=4c", '#parentFileNameHint="base.vmdk"\nCID=4c'),
            inParts("vmdk", "it names a parent"),
        ],
        [
            "a parent with a name in a descriptor that the header does not mention",
            vmdkBytes(DESCRIPTOR.replace("CID=4c", 'parentFileNameHint="base.vmdk"\nCID=4c'), [
                28,
                u64le(0),
            ]),
            inParts("vmdk", 'its parent is "base.vmdk"'),
        ],
        [
            "one part of a split disk",
            vmdkBytes("", [28, u64le(0)]),
            inParts("vmdk", "it is one part of a disk that VMware keeps in several files"),
        ],
        [
            "another type",
            described("monolithicSparse", "vmfsSparse"),
            unsupported("vmdk", 'has the type "vmfsSparse"'),
        ],
        [
            "a second extent",
            described(/$/, 'RW 1 FLAT "/etc/shadow" 0\n'),
            inParts("vmdk", 'it goes on in "/etc/shadow"'),
        ],
        [
            "a path",
            described("xp.vmdk", "../xp.vmdk"),
            inParts("vmdk", 'its content is in "../xp.vmdk"'),
        ],
        [
            "a protocol",
            described("xp.vmdk", "nbd:host"),
            inParts("vmdk", 'its content is in "nbd:host"'),
        ],
        [
            "encryption",
            described(/$/, 'encryption.keySafe = "vmware:key"\n'),
            encrypted("Decrypt it with the program that made it."),
        ],
        [
            "a descriptor behind the end",
            vmdkBytes("", [28, u64le(60)]),
            lacks("the end of its descriptor"),
        ],
        ["no size", vmdkBytes(DESCRIPTOR, [12, u64le(0)]), sized(0n)],
        [
            "too large a size",
            vmdkBytes(DESCRIPTOR, [12, u64le(2n ** 63n)], [20, u64le(0x20000)], [56, u64le(0)]),
            lacks("the end of its directory of grains"),
        ],
        [
            "grains of no size",
            vmdkBytes(DESCRIPTOR, [20, u64le(0)]),
            damaged("it has grains of 0 sectors"),
        ],
        [
            "odd grains",
            vmdkBytes(DESCRIPTOR, [20, u64le(96)]),
            damaged("it has grains of 96 sectors"),
        ],
        [
            "huge grains",
            vmdkBytes(DESCRIPTOR, [20, u64le(0x40000)]),
            damaged("it has grains of 262144 sectors"),
        ],
        ["no tables", vmdkBytes(DESCRIPTOR, [44, u32le(0)]), damaged("it has tables of 0 grains")],
        [
            "huge tables",
            vmdkBytes(DESCRIPTOR, [44, u32le(513)]),
            damaged("it has tables of 513 grains"),
        ],
        [
            "a directory behind the end",
            vmdkBytes(DESCRIPTOR, [56, u64le(64)]),
            lacks("the end of its directory of grains"),
        ],
        [
            "a stream without its end",
            vmdkStream().subarray(0, -SECTOR),
            lacks("the footer that a streamOptimized image has at its end"),
        ],
        [
            "a stream that is a header",
            vmdkStream().subarray(0, 3 * SECTOR),
            lacks("the end of its descriptor"),
        ],
        [
            "a stream with a directory behind its end",
            vmdkStream([65 * SECTOR + 56, u64le(67)]),
            lacks("the end of its directory of grains"),
        ],
        [
            "a text that names extents",
            text(
                `# Disk DescriptorFile\ncreateType="twoGbMaxExtentSparse"\nRW 4 SPARSE "a-s001.vmdk"\nRW 4 SPARSE "a-s002.vmdk"\n`,
            ),
            inParts("vmdk", 'its content is in "a-s001.vmdk", "a-s002.vmdk"'),
        ],
        [
            "a text that names none",
            text("# Disk DescriptorFile\n"),
            inParts("vmdk", "its content is in other files"),
        ],
    ])("%s", (_what, bytes, message) => expectRefused(bytes, message));
});

describe("a thorough inspection of grains", () => {
    const [DIRECTORY, TABLE, BEHIND] = [22, 30, 64];
    const mapped = (...grains: readonly number[]) =>
        vmdkBytes(
            DESCRIPTOR,
            [DIRECTORY * SECTOR, u32le(TABLE)],
            ...grains.map((grain, index) => [TABLE * SECTOR + index * 4, u32le(grain)] as const),
        );

    test.each<[string, Buffer]>([
        ["a grain", mapped(40, BEHIND)],
        ["a table", vmdkBytes(DESCRIPTOR, [DIRECTORY * SECTOR, u32le(BEHIND - 3)])],
    ])("refuses %s behind the end", async (_what, bytes) => {
        await expectRefused(bytes, lacks("part of its content"), { isThorough: true });
        expect(await inspect(bytes)).toMatchObject({ format: "vmdk" });
    });

    test.each<[string, Buffer]>([
        ["no tables", vmdkBytes(DESCRIPTOR)],
        ["grains inside, and of zeros", mapped(40, 1, 63)],
        ["a directory at the end", vmdkStream()],
    ])("accepts %s", async (_what, bytes) => {
        expect(await inspect(bytes, { isThorough: true })).toMatchObject({ format: "vmdk" });
    });

    test("stops at overlapping tables", async () => {
        // 32 KiB of file, and 17 times the same table of 2 KiB.
        const entries = Array.from(
            { length: 17 },
            (_, index) => [DIRECTORY * SECTOR + index * 4, u32le(TABLE)] as const,
        );
        const loop = vmdkBytes(DESCRIPTOR, [12, u64le(17 * 128 * 512)], ...entries);
        await expectRefused(loop, damaged("its tables overlap"), { isThorough: true });
    });
});
