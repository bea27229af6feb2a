import type { DiskBus } from "./devices";

/**
 * The targets of a machine's drives: the disk with Windows, by its bus, the disk for results, and the CD drive. Windows
 * assigns letters as it finds drives: usually D: to the CD and E: to the results. proof: source
 */
export const SYSTEM_DISKS = { ide: "hda", sata: "sda", virtio: "vda" } as const satisfies Record<
    DiskBus,
    string
>;
export const RESULTS_DISK = "hdb";
export const MEDIA_DRIVE = "hdc";
