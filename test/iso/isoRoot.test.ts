import { IsoError, readIsoRoot } from "../../src/iso";
import { isoImage as image, record, SELF as THIS } from "./setupCd";

const SECTOR = 2048;
const FOLDER_SECTOR = 20;

const read = (disk: Buffer) =>
    readIsoRoot((offset, length) => Promise.resolve(disk.subarray(offset, offset + length)));

test("reads the label and all sectors of the root folder", async () => {
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
])("refuses %s with the reason", async (_what, disk, why) => {
    await expect(read(disk)).rejects.toEqual(new IsoError(why));
});
