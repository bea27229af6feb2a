const SECTOR = 2048;
const FOLDER_SECTOR = 20;

/** The parts of a folder's record that are read (ECMA-119 9.1). */
export function record(name: string, isFolder = false): Buffer {
    const bytes = Buffer.alloc(33 + name.length + ((33 + name.length) % 2));
    bytes.writeUInt8(bytes.length, 0);
    bytes.writeUInt8(isFolder ? 2 : 0, 25);
    bytes.writeUInt8(name.length, 32);
    bytes.write(name, 33, "latin1");
    return bytes;
}

/** The folder itself and its parent. */
export const SELF = [record("\0", true), record("\x01", true)];

/** An image with these records in its root folder, sector by sector. */
export function isoImage(...sectors: (readonly Buffer[])[]): Buffer {
    const disk = Buffer.alloc((FOLDER_SECTOR + sectors.length) * SECTOR);
    const at = 16 * SECTOR;
    disk.writeUInt8(1, at);
    disk.write("CD001", at + 1, "latin1");
    disk.write("GRTMPFPP_EN".padEnd(32), at + 40, "latin1");
    disk.writeUInt32LE(FOLDER_SECTOR, at + 158);
    disk.writeUInt32LE(sectors.length * SECTOR, at + 166);
    sectors.forEach((records, index) =>
        Buffer.concat(records).copy(disk, (FOLDER_SECTOR + index) * SECTOR),
    );
    return disk;
}

/** A CD with empty files, and folders, whose names end in a slash. */
export const setupCd = (...names: readonly string[]): Buffer =>
    isoImage([
        ...SELF,
        ...names.map((name) =>
            name.endsWith("/") ? record(name.slice(0, -1), true) : record(`${name};1`),
        ),
    ]);
