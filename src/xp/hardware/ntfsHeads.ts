import * as errors from "../../errors";
import type { Finding } from "../../errors";

/** What a disk and the NTFS boot sector of its active partition say. */
export interface BootGeometry {
    readonly diskBytes: number;
    readonly heads: number;
}

/**
 * Heads that a BIOS gives to an IDE disk of a size: XP's boot code counts with those of its boot sector, and reads
 * elsewhere where they are others (virt-v2v, fix_ntfs_heads; QEMU 7.2, hw/block/hd-geometry.c). proof: source
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
