import * as fc from "fast-check";
import { FatDisk, FatError } from "../../src/fat";
import { formatted, MIB, reading } from "./formatted";
import { FatWriter } from "./fatWriter";
import { FOLDER } from "./rawEntries";

const open = (disk: Buffer) => FatDisk.open(reading(disk), disk.length);

async function contentOf(fat: FatDisk, entry: { cluster: number; bytes: number }): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of fat.file(entry)) chunks.push(chunk);
    return Buffer.concat(chunks);
}

/** Everything on a disk that can be read; fails on other errors than damage. */
async function readAll(disk: Buffer): Promise<number> {
    const fat = await open(disk);
    let bytes = 0;
    const visit = async (entries: Awaited<ReturnType<FatDisk["root"]>>) => {
        for (const entry of entries)
            try {
                if (entry.isFolder) await visit(await fat.folder(entry));
                else bytes += (await contentOf(fat, entry)).length;
            } catch (error) {
                if (!(error instanceof FatError)) throw error;
            }
    };
    await visit(await fat.root());
    return bytes;
}

describe.each(["fat16", "fat32"] as const)("%s", (type) => {
    test("reads files byte for byte, also in folders", async () => {
        const writer = new FatWriter(type);
        const large = Buffer.alloc(3 * MIB + 77, "content");
        writer.file("empty", "");
        writer.file("large.bin", large);
        writer.file("Read me.txt", "hello", writer.folder("A folder"));
        const fat = await open(writer.disk);
        const [empty, whole, folder] = await fat.root();
        expect([empty?.name, whole?.name, folder?.name]).toEqual([
            "empty",
            "large.bin",
            "A folder",
        ]);
        expect(whole && (await contentOf(fat, whole)).equals(large)).toBe(true);
        expect(empty && (await contentOf(fat, empty))).toEqual(Buffer.alloc(0));
        const [inner] = folder ? await fat.folder(folder) : [];
        expect(inner && (await contentOf(fat, inner)).toString()).toBe("hello");
    });

    test("reads fragmented files", async () => {
        const writer = new FatWriter(type);
        const { clusterBytes } = writer.layout;
        const parts = ["a", "b", "c"].map((letter) => Buffer.alloc(clusterBytes, letter));
        const [a = 0, b = 0, c = 0] = parts.map((part) => writer.store(part));
        writer.link(c, a);
        writer.link(a, b);
        const file = { cluster: c, bytes: 3 * clusterBytes };
        const [first, second, third] = parts;
        const expected = Buffer.concat([third, first, second].flatMap((part) => part ?? []));
        expect((await contentOf(await open(writer.disk), file)).equals(expected)).toBe(true);
    });

    test("refuses a chain with a loop", async () => {
        const writer = new FatWriter(type);
        const first = writer.store(Buffer.alloc(2 * writer.layout.clusterBytes));
        writer.link(first + 1, first);
        const fat = await open(writer.disk);
        await expect(contentOf(fat, { cluster: first, bytes: MIB })).rejects.toThrow(
            new FatError("shares clusters with another file"),
        );
    });
});

test("refuses a root folder outside the disk", async () => {
    const { disk } = new FatWriter("fat32");
    boot(disk).writeUInt32LE(0x0fffff00, 44);
    const fat = await open(disk);
    await expect(fat.root()).rejects.toMatchObject({
        name: "FatError",
        message: "its root folder has a cluster that is not on the disk",
    });
});

test("refuses two files with the same clusters", async () => {
    const writer = new FatWriter();
    const cluster = writer.store(Buffer.from("shared"));
    const fat = await open(writer.disk);
    await contentOf(fat, { cluster, bytes: 6 });
    await expect(contentOf(fat, { cluster, bytes: 6 })).rejects.toThrow(
        new FatError("shares clusters with another file"),
    );
});

test("refuses a folder that contains itself", async () => {
    const writer = new FatWriter();
    const cluster = writer.folder("loop");
    writer.list({ name: "loop", attributes: FOLDER, cluster }, cluster);
    const fat = await open(writer.disk);
    const [inner] = await fat.folder({ cluster });
    await expect(fat.folder(inner ?? { cluster: 0 })).rejects.toThrow(
        new FatError("shares clusters with another file"),
    );
});

test.each([0, 1, 0xfff0])("refuses cluster %d, outside the disk", async (cluster) => {
    const fat = await open(new FatWriter().disk);
    await expect(contentOf(fat, { cluster, bytes: 1 })).rejects.toThrow(
        new FatError("has a cluster that is not on the disk"),
    );
});

test("refuses a size beyond the content, also of 4 GiB", async () => {
    const writer = new FatWriter();
    const cluster = writer.store(Buffer.from("short"));
    const fat = await open(writer.disk);
    await expect(contentOf(fat, { cluster, bytes: 2 ** 32 - 1 })).rejects.toThrow(
        new FatError("has less content than its size says"),
    );
});

test("refuses a folder with too many entries", async () => {
    const writer = new FatWriter();
    const cluster = writer.store(Buffer.alloc(2 * MIB + 1, 0xe5));
    const fat = await open(writer.disk);
    await expect(fat.folder({ cluster })).rejects.toThrow(
        new FatError("is larger than a folder can be"),
    );
});

const boot = (disk: Buffer) => disk.subarray(MIB);

test.each<[string, (disk: Buffer) => unknown, string]>([
    ["zeroes", (disk) => disk.fill(0), "it has no partition table"],
    ["NTFS", (disk) => (disk[450] = 0x07), "it has no partition with FAT16 or FAT32"],
    [
        "a partition beyond its end",
        (disk) => disk.writeUInt32LE(0xffffffff, 454),
        "its partition has no file system",
    ],
    [
        "an unformatted partition",
        (disk) => boot(disk).fill(0, 0, 512),
        "its partition has no file system",
    ],
    ["other sectors", (disk) => boot(disk).writeUInt16LE(4096, 11), "its file system is not FAT"],
    ["no clusters", (disk) => (boot(disk)[13] = 0), "its file system is not FAT"],
    ["clusters of three sectors", (disk) => (boot(disk)[13] = 3), "its file system is not FAT"],
    ["no table", (disk) => (boot(disk)[16] = 0), "its file system is not FAT"],
    [
        "a table of no sectors",
        (disk) => boot(disk).fill(0, 22, 24).fill(0, 36, 40),
        "its file system is not FAT",
    ],
    [
        "a table beyond its end",
        (disk) => boot(disk).writeUInt16LE(0xffff, 22),
        "its file system is larger than the disk",
    ],
    ["FAT12", (disk) => (boot(disk)[13] = 64), "its file system is FAT12"],
])("refuses a disk with %s", async (_what, spoil, message) => {
    const disk = formatted();
    spoil(disk);
    await expect(open(disk)).rejects.toThrow(new FatError(message));
});

test("refuses a table of gigabytes before reading it", async () => {
    const disk = formatted({ type: "fat32", capacityBytes: 64 * MIB });
    boot(disk).writeUInt32LE(0xffffff, 36); // sectors of each table
    boot(disk)[16] = 1;
    boot(disk).writeUInt32LE(0xffffffff, 32);
    const lengths: number[] = [];
    const read = async (offset: number, length: number) => {
        lengths.push(length);
        return disk.subarray(offset, offset + length);
    };
    await expect(FatDisk.open(read, 2 ** 42)).rejects.toThrow(
        new FatError("its file system has too many clusters"),
    );
    expect(lengths).toEqual([512, 512]);
});

test("refuses a disk that is cut short anywhere, without hanging", async () => {
    const { disk } = filled();
    await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: disk.length }), async (length) => {
            await orDamage(readAll(disk.subarray(0, length)));
        }),
    );
});

test("reads what it can of a disk with changed bytes, and never more than the disk", async () => {
    const { disk, layout } = filled();
    // The structures: partition table, boot sector, table, root folder, the first clusters.
    const places = [
        446,
        454,
        MIB + 11,
        layout.fatOffset,
        layout.fatOffset + 6,
        layout.dataOffset - 32 * 512,
    ];
    const change = fc.record({
        at: fc.constantFrom(...places).chain((from) => fc.integer({ min: from, max: from + 200 })),
        byte: fc.integer({ min: 0, max: 255 }),
    });
    await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), async (changes) => {
            const spoilt = Buffer.from(disk);
            for (const { at, byte } of changes) spoilt[at] = byte;
            const bytes = await orDamage(readAll(spoilt));
            expect(bytes ?? 0).toBeLessThanOrEqual(disk.length);
        }),
    );
});

function filled(): FatWriter {
    const writer = new FatWriter();
    for (let folder = 0, depth = 0; depth < 3; depth += 1) {
        writer.file("long name of a file.txt", "content ".repeat(500), folder);
        folder = writer.folder(`folder ${depth}`, folder);
    }
    return writer;
}

async function orDamage<T>(reading: Promise<T>): Promise<T | undefined> {
    try {
        return await reading;
    } catch (error) {
        expect(error).toBeInstanceOf(FatError);
        return undefined;
    }
}
