import { IsoError, readIsoRoot } from "../../src/iso";

const SECTOR = 2048;
const FOLDER_SECTOR = 20;

/** A record of a folder (ECMA-119 9.1), as far as it is read. */
function record(name: string, isFolder = false): Buffer {
    const bytes = Buffer.alloc(33 + name.length + ((33 + name.length) % 2));
    bytes.writeUInt8(bytes.length, 0);
    bytes.writeUInt8(isFolder ? 2 : 0, 25);
    bytes.writeUInt8(name.length, 32);
    bytes.write(name, 33, "latin1");
    return bytes;
}

const THIS = [record("\0", true), record("\x01", true)];

/** An image whose first folder has records, sector by sector. */
function image(...sectors: (readonly Buffer[])[]): Buffer {
    const disk = Buffer.alloc((FOLDER_SECTOR + sectors.length) * SECTOR);
    const at = 16 * SECTOR;
    disk.writeUInt8(1, at);
    disk.write("CD001", at + 1, "latin1");
    disk.write("GRTMPFPP_EN".padEnd(32), at + 40, "latin1");
    disk.writeUInt32LE(FOLDER_SECTOR, at + 158);
    disk.writeUInt32LE(sectors.length * SECTOR, at + 166);
    sectors.forEach((records, index) =>
        Buffer.concat(records).copy(disk, (FOLDER_SECTOR + index) * SECTOR),
    );
    return disk;
}

const read = (disk: Buffer) =>
    readIsoRoot((offset, length) => Promise.resolve(disk.subarray(offset, offset + length)));

test("tells the label and what is in the first folder, over all its sectors", async () => {
    const disk = image([...THIS, record("I386", true)], [record("WIN51IP.;1"), record("A.TXT;1")]);
    expect(await read(disk)).toEqual({
        label: "GRTMPFPP_EN",
        entries: [
            { name: "I386", isFolder: true },
            { name: "WIN51IP", isFolder: false },
            { name: "A.TXT", isFolder: false },
        ],
    });
});

const damaged = (change: (disk: Buffer) => void) => {
    const disk = image(THIS);
    change(disk);
    return disk;
};

test.each([
    ["an empty file", Buffer.alloc(0), "it is no ISO 9660 image"],
    ["another file", Buffer.alloc(40 * SECTOR, 7), "it is no ISO 9660 image"],
    ["a cut one", image(THIS).subarray(0, 20 * SECTOR), "it ends before its first folder does"],
    [
        "a folder of 3 GiB",
        damaged((disk) => disk.writeUInt32LE(3 * 2 ** 30, 16 * SECTOR + 166)),
        "its first folder has no size",
    ],
    [
        "a name beyond its record",
        damaged((disk) => disk.writeUInt8(200, FOLDER_SECTOR * SECTOR + 32)),
        "its first folder is damaged",
    ],
])("of %s it says why it is none", async (_what, disk, why) => {
    await expect(read(disk)).rejects.toEqual(new IsoError(why));
});
