export interface PortablePixmap {
    width: number;
    height: number;
    /** Three bytes a pixel, rows from the top. */
    rgb: Buffer;
}

// The header's fields are separated by white space or comments, and end with one white space.
const gap = "(?:\\s|#[^\\n]*\\n)+";
const header = new RegExp(`^P6${gap}(\\d+)${gap}(\\d+)${gap}(\\d+)\\s`);
const headerBytesMax = 1024;

/** Reads the binary form with one byte per colour: https://netpbm.sourceforge.net/doc/ppm.html */
export function parsePortablePixmap(data: Buffer): PortablePixmap {
    const match = header.exec(data.toString("latin1", 0, headerBytesMax));
    if (match === null) {
        const start = data.toString("latin1", 0, 16);
        throw new Error(`The picture is no binary portable pixmap: it starts with "${start}".`);
    }
    const [text, width, height, maximum] = [match[0], ...match.slice(1).map(Number)] as const;
    if (width === undefined || height === undefined || maximum !== 255) {
        throw new Error(`The picture has ${maximum} levels a colour; only 255 are understood.`);
    }
    const rgb = data.subarray(text.length, text.length + width * height * 3);
    if (rgb.length < width * height * 3) {
        throw new Error(
            `The picture of ${width} x ${height} pixels ends after ${data.length} bytes.`,
        );
    }
    return { width, height, rgb };
}
