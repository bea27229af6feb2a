import * as errors from "../../errors";
import type { Finding } from "../../errors";

/** The size of a disk, and the heads in the NTFS boot sector of its active partition. */
export interface BootGeometry {
    readonly diskBytes: number;
    readonly heads: number;
}

/**
 * The number of heads that a BIOS reports for an IDE disk of this size. XP's boot code uses the number in its boot sector,
 * and reads the wrong sectors if they differ (virt-v2v, fix_ntfs_heads; QEMU 7.2, hw/block/hd-geometry.c). proof: source
 */
export function biosHeads(diskBytes: number): number {
    if (diskBytes < 2_114_445_312) return 64;
    return diskBytes < 4_228_374_780 ? 128 : 255;
}

/** Refuses an image whose Windows would stop at "A disk read error occurred". */
export function validateHeads(file: string, { diskBytes, heads }: BootGeometry): Finding[] {
    const expected = biosHeads(diskBytes);
    return heads === expected
        ? []
        : [errors.imageOtherHeads(["source"], { file, heads, expected })];
}
