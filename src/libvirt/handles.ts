import type { Decoded } from "./xdr/codec";
import { struct } from "./xdr/composites";
import { i32, string } from "./xdr/scalars";
import { uuid } from "./xdr/uuid";

/** `id` is -1 while the domain is off. libvirt finds a domain by its UUID alone. */
export const domain = struct({ name: string, uuid, id: i32 });
export const network = struct({ name: string, uuid });
export const nwfilter = struct({ name: string, uuid });
/** A guest's tap and the filter that libvirt applies to it. */
export const nwfilterBinding = struct({ portDevice: string, filter: string });
/** A device of the host that libvirt lists, such as a USB device. */
export const nodeDevice = struct({ name: string });
export const storagePool = struct({ name: string, uuid });
/** `pool` is the pool's name; `key` is the path for volumes that are files. */
export const storageVolume = struct({ pool: string, name: string, key: string });
/** `usageType` is 0 for a secret without usage. libvirt finds a secret by its UUID alone. */
export const secret = struct({ uuid, usageType: i32, usageId: string });

/** libvirt's id of a domain that is not running. */
const OFF = -1;

/** Whether the domain was running when libvirt gave its handle. */
export const isActive = ({ id }: Domain): boolean => id !== OFF;

export type Domain = Decoded<typeof domain>;
export type Network = Decoded<typeof network>;
export type Nwfilter = Decoded<typeof nwfilter>;
export type StoragePool = Decoded<typeof storagePool>;
export type StorageVolume = Decoded<typeof storageVolume>;
export type Secret = Decoded<typeof secret>;
