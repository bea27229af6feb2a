import { biosHeads, validateHeads } from "../../../src/xp/hardware/ntfsHeads";

const GIB = 2 ** 30;

test.each([
    [2_114_445_311, 64],
    [2_114_445_312, 128],
    [4_228_374_779, 128],
    [4_228_374_780, 255],
    [4 * GIB, 255],
])("computes for a disk of %i bytes %i heads", (bytes, heads) => {
    expect(biosHeads(bytes)).toBe(heads);
});

test("accepts an image with the BIOS's number of heads", () => {
    expect(validateHeads("/xp", { diskBytes: 2 * GIB, heads: 128 })).toEqual([]);
    expect(validateHeads("/xp", { diskBytes: 40 * GIB, heads: 255 })).toEqual([]);
});

test("refuses an image with another number of heads", () => {
    expect(validateHeads("xp.qcow2", { diskBytes: GIB, heads: 255 })).toEqual([
        {
            path: ["source"],
            message:
                'must be an image that Windows XP can start from: the boot sector in "xp.qcow2" says 255 heads, but a BIOS uses 64 for a disk of that size, and XP would stop at "A disk read error occurred" [image-other-heads]',
        },
    ]);
});
