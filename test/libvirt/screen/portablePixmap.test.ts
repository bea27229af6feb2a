import fc from "fast-check";
import { parsePortablePixmap } from "../../../src/libvirt/screen/portablePixmap";

test("reads the size and the pixels, whatever bytes they have", () => {
    const dimension = fc.integer({ min: 1, max: 9 });
    fc.assert(
        fc.property(
            dimension,
            dimension,
            fc.integer({ min: 0, max: 255 }),
            (width, height, value) => {
                const rgb = Buffer.alloc(width * height * 3, value);
                const data = Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), rgb]);
                expect(parsePortablePixmap(data)).toEqual({ width, height, rgb });
            },
        ),
    );
});

test("skips comments in the header", () => {
    const data = Buffer.from("P6 # by hand\n2\n# rows\n1 255\nabcdef", "latin1");
    expect(parsePortablePixmap(data)).toEqual({
        width: 2,
        height: 1,
        rgb: Buffer.from("abcdef"),
    });
});

test.each([
    ["P3\n1 1\n255\n1 2 3", 'is no binary portable pixmap: it starts with "P3\n1 1\n255\n1 2 3"'],
    ["", 'is no binary portable pixmap: it starts with ""'],
    ["P6\n1 1\n65535\nabcdef", "has 65535 levels a colour; only 255 are understood"],
    ["P6\n2 2\n255\nabc", "of 2 x 2 pixels ends after 14 bytes"],
])("refuses %j", (text, reason) => {
    expect(() => parsePortablePixmap(Buffer.from(text))).toThrow(`The picture ${reason}`);
});
