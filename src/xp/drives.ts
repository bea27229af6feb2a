/**
 * Where a machine's drives are: the disk that Windows is on, the one for results, the CD drive. Windows gives letters to
 * the CD drive and to hard disks as it finds them: mostly D: to the CD and E: to the results. proof: source
 */
export const SYSTEM_DISK = "hda";
export const RESULTS_DISK = "hdb";
export const MEDIA_DRIVE = "hdc";
