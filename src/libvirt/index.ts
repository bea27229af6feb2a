export { errorCode } from "./errorCode";
export * from "./errors";
export type { GuestConsole } from "./guestConsole";
export type { Domain, Network, Nwfilter, StoragePool, StorageVolume } from "./handles";
export { Libvirt } from "./libvirt";
export type { CallOptions, Screenshot, TransferOptions } from "./libvirt";
export type { Args, ProcedureName, Reply } from "./procedures";
export { parseUri } from "./uri";
export type { LibvirtUri } from "./uri";
