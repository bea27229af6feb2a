/** Drivers that Windows XP's CD lacks and an image can contain, as named in `drivers`. */
export const DRIVERS = ["ahci", "e1000", "pcnet", "virtio-blk", "virtio-net"] as const;
export type Driver = (typeof DRIVERS)[number];
