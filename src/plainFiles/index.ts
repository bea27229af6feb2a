export { isNeverStarted, sweepNeverStarted } from "./neverStarted";
export { isInPool, isLogFolder, probedByPools, probedIn } from "./probedByPools";
export { MARKED_BYTES, probedFormat } from "./probedFormat";
export { deletePlainFile, PlainFiles, withPlainFiles } from "./plainFiles";
