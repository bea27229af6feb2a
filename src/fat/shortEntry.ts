/** An 8.3 name, with characters that DOS has in every language. */
export const SHORT_NAME = /^[A-Z0-9_$~!#%&@^-]{1,8}(\.[A-Z0-9_$~!#%&@^-]{1,3})?$/;

const ARCHIVE = 0x20;
/** 1980-01-01, FAT's first date. */
const DATE = (1 << 5) | 1;

/** A file's entry in its folder (fatgen103, page 23). */
export function directoryEntry(name: string, firstCluster: number, bytes: number): Buffer {
    const [stem = "", extension = ""] = name.split(".");
    const entry = Buffer.alloc(32);
    entry.write(`${stem.padEnd(8)}${extension.padEnd(3)}`, "latin1");
    entry.writeUInt8(ARCHIVE, 11);
    entry.writeUInt16LE(DATE, 24);
    entry.writeUInt16LE(firstCluster, 26);
    entry.writeUInt32LE(bytes, 28);
    return entry;
}
