import type { DiskBus } from "./devices";

/**
 * Where a machine's drives are: the disk that Windows is on, by its bus, the one for results, the CD drive. Windows gives letters to
 * the CD drive and to hard disks as it finds them: mostly D: to the CD and E: to the results. proof: source
 */
export const SYSTEM_DISKS = { ide: "hda", sata: "sda", virtio: "vda" } as const satisfies Record<
    DiskBus,
    string
>;
export const RESULTS_DISK = "hdb";
export const MEDIA_DRIVE = "hdc";
