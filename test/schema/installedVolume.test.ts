import { FLOPPY_ROOM_BYTES } from "../../src/fat";
import {
    validateFileContents,
    validateFloppyRoom,
    InstalledVolume,
} from "../../src/schema/installedVolume";

const volume = (floppyFiles: Record<string, string>) =>
    InstalledVolume.inputs.parse({
        pool: "p",
        capacityBytes: 1,
        cd: { file: "/xp.iso" },
        doneText: "DONE",
        floppyFiles,
    });

const room = FLOPPY_ROOM_BYTES;

test("what fits on a floppy does, to the last sector", () => {
    expect(validateFloppyRoom(volume({}))).toEqual([]);
    expect(validateFloppyRoom(volume({ A: "x".repeat(room) }))).toEqual([]);
    expect(validateFloppyRoom(volume({ A: "x".repeat(room - 1023), B: "x".repeat(511) }))).toEqual(
        [],
    );
});

const many = Object.fromEntries(Array.from({ length: 225 }, (_, index) => [`F${index}`, ""]));

test.each([
    [
        { A: "x".repeat(room), B: "x" },
        `2 files (at most 224) need ${room + 512} bytes (at most ${room})`,
    ],
    [many, `225 files (at most 224) need 0 bytes (at most ${room})`],
])("more does not", (files, what) => {
    expect(validateFloppyRoom(volume(files))).toEqual([
        {
            path: ["floppyFiles"],
            message: `must fit on a floppy of 1.44 MB: ${what} [floppy-full]`,
        },
    ]);
});

test("a character must stand for a byte", () => {
    expect(validateFileContents(volume({ "A.TXT": "\x00 \xff" }))).toEqual([]);
    expect(validateFileContents(volume({ "A.TXT": "€" }))).toEqual([
        {
            path: ["floppyFiles", "A.TXT"],
            message:
                "must have only characters up to U+00FF, each of which stands for one byte [not-one-byte-each]",
        },
    ]);
});
