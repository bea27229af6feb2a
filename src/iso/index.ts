export { IsoError, readIsoRoot } from "./isoRoot";
