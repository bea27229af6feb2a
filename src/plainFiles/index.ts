export { isNeverStarted, sweepNeverStarted } from "./neverStarted";
export { probedByPools } from "./probedByPools";
export { MARKED_BYTES, probedFormat } from "./probedFormat";
export { deletePlainFile, PlainFiles, withPlainFiles } from "./plainFiles";
