export type { DirectoryEntry } from "./directory";
export { FatDisk, type ReadDisk } from "./fatDisk";
export { FatError } from "./fatError";
export { formatDisk, type EmptyDisk, type Piece } from "./formatDisk";
