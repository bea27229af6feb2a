/** A file or folder as its folder lists it. */
export interface DirectoryEntry {
    readonly name: string;
    readonly isFolder: boolean;
    /** First cluster; 0 for an empty file. */
    readonly cluster: number;
    readonly bytes: number;
    /** By the guest's clock; undefined if it is not a valid date. */
    readonly modified: Date | undefined;
}

const ENTRY_BYTES = 32;
const END = 0x00;
const DELETED = 0xe5;
const LABEL = 0x08;
const FOLDER = 0x10;
const LONG_NAME = 0x0f;

/** Reads a folder's entries, without `.` and `..` (fatgen103, pages 22 to 34). */
export function readDirectory(content: Buffer): DirectoryEntry[] {
    const entries: DirectoryEntry[] = [];
    let longName = new LongName();
    for (let at = 0; at + ENTRY_BYTES <= content.length; at += ENTRY_BYTES) {
        const raw = content.subarray(at, at + ENTRY_BYTES);
        const attributes = raw.readUInt8(11);
        if (raw.readUInt8(0) === END) break;
        if (raw.readUInt8(0) !== DELETED && (attributes & 0x3f) === LONG_NAME) {
            longName.add(raw);
            continue;
        }
        const isListed = raw.readUInt8(0) !== DELETED && (attributes & LABEL) === 0;
        const name = longName.of(raw) ?? shortName(raw);
        longName = new LongName();
        if (isListed && name !== "." && name !== "..") entries.push(entryOf(raw, name, attributes));
    }
    return entries;
}

const entryOf = (raw: Buffer, name: string, attributes: number): DirectoryEntry => ({
    name,
    isFolder: (attributes & FOLDER) !== 0,
    cluster: raw.readUInt16LE(20) * 2 ** 16 + raw.readUInt16LE(26),
    bytes: raw.readUInt32LE(28),
    modified: dateOf(raw.readUInt16LE(24), raw.readUInt16LE(22)),
});

/** A name in pieces of 13 characters, the last first, directly before its entry. */
class LongName {
    readonly #pieces: Buffer[] = [];
    #expected = 0;
    #checksum = 0;

    add(raw: Buffer): void {
        const order = raw.readUInt8(0);
        const isFirst = (order & 0x40) !== 0;
        if (isFirst) {
            this.#pieces.length = 0;
            this.#expected = order & 0x1f;
            this.#checksum = raw.readUInt8(13);
        }
        const isNext = (order & 0x1f) === this.#expected && raw.readUInt8(13) === this.#checksum;
        if (!isNext || this.#expected === 0) {
            this.#expected = -1;
            return;
        }
        this.#pieces.unshift(
            Buffer.concat([raw.subarray(1, 11), raw.subarray(14, 26), raw.subarray(28, 32)]),
        );
        this.#expected -= 1;
    }

    /** Undefined if it is incomplete or another entry's, as after a change by software without long names. */
    of(raw: Buffer): string | undefined {
        const isWhole = this.#pieces.length > 0 && this.#expected === 0;
        if (!isWhole || this.#checksum !== checksumOf(raw)) return undefined;
        const [name = ""] = Buffer.concat(this.#pieces).toString("utf16le").split("\0");
        return name;
    }
}

const checksumOf = (raw: Buffer) =>
    raw.subarray(0, 11).reduce((sum, byte) => (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff, 0);

/** Bits by which Windows marks lower-case names instead of storing a long name. */
const LOWER_STEM = 0x08;
const LOWER_EXTENSION = 0x10;

function shortName(raw: Buffer): string {
    const bytes = Buffer.from(raw.subarray(0, 11));
    if (bytes[0] === 0x05) bytes[0] = DELETED; // stands for a first letter with the code for "deleted"
    const flags = raw.readUInt8(12);
    const part = (from: number, to: number, lower: number) => {
        const text = [...bytes.subarray(from, to)].map(oemCharacter).join("").replace(/ +$/, "");
        return (flags & lower) === 0 ? text : text.toLowerCase();
    };
    const [stem, extension] = [part(0, 8, LOWER_STEM), part(8, 11, LOWER_EXTENSION)];
    return extension === "" ? stem : `${stem}.${extension}`;
}

/** Code page 850, of Western European Windows, from 128 on. Other languages have other letters. */
const OEM_LETTERS =
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";

const oemCharacter = (byte: number): string =>
    byte < 0x80 ? String.fromCharCode(byte) : (OEM_LETTERS[byte - 0x80] ?? "_");

/** FAT has local time without a zone; this machine's zone is assumed. */
function dateOf(day: number, time: number): Date | undefined {
    const [year, month, date] = [1980 + (day >> 9), (day >> 5) & 0xf, day & 0x1f];
    const [hours, minutes, seconds] = [time >> 11, (time >> 5) & 0x3f, (time & 0x1f) * 2];
    const found = new Date(year, month - 1, date, hours, minutes, seconds);
    return found.getMonth() === month - 1 && found.getDate() === date ? found : undefined;
}
