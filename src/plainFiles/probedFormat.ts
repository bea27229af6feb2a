import { magic, MAGICS, startsWith, type Magic } from "../diskImage/magics";

// libvirt, src/storage_file/storage_file_probe.c
const FORMATS: readonly (readonly [format: string, magic: Magic])[] = [
    ["qcow", MAGICS.qcow2],
    ["qed", MAGICS.qed],
    ["cow", magic("OOOM")],
    ["vmdk", MAGICS.vmdk],
    ["vmdk", MAGICS.esxSparse],
    ["vdi", MAGICS.vdi],
    ["vpc", MAGICS.vhd],
    ["ploop", MAGICS.parallelsExtended],
    ["ploop", MAGICS.parallels],
    ["bochs", magic("Bochs Virtual HD Image")],
    ["cloop", magic("#!/bin/sh\n#V2.0 Format\n")],
    ["luks", magic("LUKS\xba\xbe")],
];

/** Length of the beginning that decides. */
export const MARKED_BYTES = 4096;

/** The format that libvirt detects from a file's beginning; undefined if it treats the file as raw. */
export const probedFormat = (head: Buffer): string | undefined =>
    FORMATS.find(([, bytes]) => startsWith(head, bytes))?.[0];
