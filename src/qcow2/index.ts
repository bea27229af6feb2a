export { isCompressed, offsetAt, readsAsZeros } from "./entry";
export { openQcow2, type Qcow2Disk, type ReadFile } from "./openQcow2";
export { Qcow2Error } from "./qcow2Error";
