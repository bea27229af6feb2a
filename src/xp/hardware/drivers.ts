/** Drivers that Windows XP does not have in the box and an image may bring, as they are written in `drivers`. */
export const DRIVERS = ["ahci", "e1000", "pcnet", "virtio-blk", "virtio-net"] as const;
export type Driver = (typeof DRIVERS)[number];
