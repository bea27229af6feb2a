/** A file cannot be read as a CD. The message continues after the file's name. */
export class IsoError extends Error {
    override readonly name = "IsoError";
}

/** Reads bytes of an image; returns fewer when it ends before. */
export type ReadImage = (offset: number, length: number) => Promise<Buffer>;

/** A CD's description and its root folder. */
export interface IsoRoot {
    readonly label: string;
    readonly entries: readonly IsoEntry[];
}

export interface IsoEntry {
    /** Without the version that ISO 9660 appends. */
    readonly name: string;
    readonly isFolder: boolean;
}

const SECTOR_BYTES = 2048;
/** ECMA-119 8.4: the descriptors begin here, the primary one first. */
const DESCRIPTORS_SECTOR = 16;
/** No setup CD has thousands of files in its root folder. */
const MAX_FOLDER_BYTES = 2 ** 20;

/** Reads the root folder of an ISO 9660 image; refuses contradictions. */
export async function readIsoRoot(read: ReadImage): Promise<IsoRoot> {
    const descriptor = await read(DESCRIPTORS_SECTOR * SECTOR_BYTES, SECTOR_BYTES);
    const isPrimary =
        descriptor.length === SECTOR_BYTES &&
        descriptor.readUInt8(0) === 1 &&
        descriptor.toString("latin1", 1, 6) === "CD001";
    if (!isPrimary) throw new IsoError("it is no ISO 9660 image");
    // ECMA-119 8.4.18: the root folder's record; its numbers are in both byte orders.
    const at = descriptor.readUInt32LE(156 + 2) * SECTOR_BYTES;
    const bytes = descriptor.readUInt32LE(156 + 10);
    if (bytes === 0 || bytes > MAX_FOLDER_BYTES) throw new IsoError("its first folder has no size");
    const folder = await read(at, bytes);
    if (folder.length < bytes) throw new IsoError("it ends before its first folder does");
    return { label: descriptor.toString("latin1", 40, 72).trim(), entries: entriesOf(folder) };
}

/** ECMA-119 9.1: records do not cross sectors; the rest of a sector is zero. */
function entriesOf(folder: Buffer): IsoEntry[] {
    const entries: IsoEntry[] = [];
    for (let at = 0; at < folder.length;) {
        const length = folder.readUInt8(at);
        if (length === 0) {
            at = (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES;
            continue;
        }
        const record = folder.subarray(at, at + length);
        const nameLength = record[32] ?? 0;
        if (record.length < 33 + nameLength) throw new IsoError("its first folder is damaged");
        const name = record.toString("latin1", 33, 33 + nameLength);
        // The folder itself and its parent have bytes 0 and 1 as names.
        if (name.length > 1 || name > "\x01")
            entries.push({
                name: name.replace(/\.?;\d+$/, ""),
                isFolder: (record.readUInt8(25) & 2) !== 0,
            });
        at += length;
    }
    return entries;
}
