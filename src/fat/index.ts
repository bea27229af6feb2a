export type { DirectoryEntry } from "./directory";
export { FatDisk, type ReadDisk } from "./fatDisk";
export { FatError } from "./fatError";
export { formatDisk, type EmptyDisk, type Piece } from "./formatDisk";
export { FLOPPY_BYTES, FLOPPY_ROOM_BYTES, formatFloppy, isFloppyName, roomTaken } from "./floppy";
