export { IsoError, readIsoRoot, type IsoEntry, type IsoRoot, type ReadImage } from "./isoRoot";
