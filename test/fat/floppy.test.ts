import {
    FLOPPY_BYTES,
    FLOPPY_ROOM_BYTES,
    formatFloppy,
    isFloppyName,
    roomTaken,
} from "../../src/fat";

const SECTOR = 512;

/** The entry of a cluster in the first FAT. */
function after(disk: Buffer, cluster: number): number {
    const pair = disk.readUInt16LE(SECTOR + cluster + (cluster >> 1));
    return cluster % 2 === 0 ? pair & 0xfff : pair >> 4;
}

test("makes a floppy of the right size with two equal tables", () => {
    const disk = formatFloppy(new Map([["A.TXT", Buffer.alloc(2000, 1)]]), 7);
    expect(disk.length).toBe(FLOPPY_BYTES);
    expect(disk.subarray(SECTOR, 10 * SECTOR).equals(disk.subarray(10 * SECTOR, 19 * SECTOR))).toBe(
        true,
    );
    expect([disk.readUInt8(21), disk.readUInt32LE(39), disk.readUInt16LE(510)]).toEqual([
        0xf0, 7, 0xaa55,
    ]);
});

test("chains a file's clusters, and gives an empty file none", () => {
    const files = new Map([
        ["EMPTY", Buffer.alloc(0)],
        ["THREE.BIN", Buffer.alloc(1025, 3)],
        ["ONE", Buffer.alloc(512, 1)],
    ]);
    const disk = formatFloppy(files, 0);
    const entry = (index: number) => disk.subarray(19 * SECTOR + index * 32).subarray(0, 32);
    expect([0, 1, 2].map((index) => entry(index).toString("latin1", 0, 11))).toEqual([
        "EMPTY      ",
        "THREE   BIN",
        "ONE        ",
    ]);
    expect([0, 1, 2].map((index) => entry(index).readUInt16LE(26))).toEqual([0, 2, 5]);
    expect([2, 3, 4, 5].map((cluster) => after(disk, cluster))).toEqual([3, 4, 0xfff, 0xfff]);
    expect(disk.subarray(33 * SECTOR, 33 * SECTOR + 1025).every((byte) => byte === 3)).toBe(true);
    expect(disk.readUInt8(33 * SECTOR + 1025)).toBe(0);
});

test("counts space in whole sectors", () => {
    expect(roomTaken([0, 1, 512, 513])).toBe(4 * SECTOR);
    const full = formatFloppy(new Map([["ALL", Buffer.alloc(FLOPPY_ROOM_BYTES, 9)]]), 0);
    expect(full.at(-1)).toBe(9);
});

test.each(["WINNT.SIF", "XPLAB.CMD", "A", "TXTSETUP.OEM"])("accepts the name %s", (name) => {
    expect(isFloppyName(name)).toBe(true);
});

test.each(["winnt.sif", "LONGNAME1.SIF", "A.HTML", ".SIF", "A.", "A/B", "", "Ä"])(
    "refuses the name %j",
    (name) => {
        expect(isFloppyName(name)).toBe(false);
    },
);
