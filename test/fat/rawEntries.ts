export interface RawEntry {
    readonly name: string;
    /** An 8.3 name without the dot. */
    readonly short?: string;
    readonly attributes?: number;
    readonly flags?: number;
    readonly cluster?: number;
    readonly bytes?: number;
    readonly day?: number;
    readonly time?: number;
}

export const FOLDER = 0x10;

/** The entries of a file in a folder: the long name in pieces, then the short entry. */
export function rawEntries(entry: RawEntry): Buffer {
    const short = shortEntry(entry);
    const units = Buffer.from(`${entry.name}\0`, "utf16le");
    const count = Math.ceil((units.length - 2) / 26);
    const padded = Buffer.concat([units, Buffer.alloc(26, 0xff)]).subarray(0, count * 26);
    const pieces = Array.from({ length: count }, (_, index) => {
        const order = count - index;
        const part = padded.subarray((order - 1) * 26, order * 26);
        const piece = Buffer.alloc(32);
        piece[0] = order | (index === 0 ? 0x40 : 0);
        part.copy(piece, 1, 0, 10);
        piece[11] = 0x0f;
        piece[13] = checksum(short);
        part.copy(piece, 14, 10, 22);
        part.copy(piece, 28, 22, 26);
        return piece;
    });
    return Buffer.concat([...pieces, short]);
}

export function shortEntry({
    short = "FILE    BIN",
    attributes = 0x20,
    flags = 0,
    cluster = 0,
    bytes = 0,
    day = 0,
    time = 0,
}: Partial<RawEntry>): Buffer {
    const raw = Buffer.alloc(32);
    raw.write(short, 0, "latin1");
    raw[11] = attributes;
    raw[12] = flags;
    raw.writeUInt16LE(cluster >>> 16, 20);
    raw.writeUInt16LE(time, 22);
    raw.writeUInt16LE(day, 24);
    raw.writeUInt16LE(cluster & 0xffff, 26);
    raw.writeUInt32LE(bytes, 28);
    return raw;
}

// As fatgen103 writes it, page 28.
function checksum(short: Buffer): number {
    let sum = 0;
    for (let index = 0; index < 11; index += 1)
        sum = ((sum & 1 ? 0x80 : 0) + (sum >> 1) + (short[index] ?? 0)) & 0xff;
    return sum;
}
