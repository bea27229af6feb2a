/** A format that libvirt recognizes by bytes at the beginning of a file. */
interface Mark {
    readonly format: string;
    readonly at: number;
    readonly magic: Buffer;
}

const mark = (format: string, magic: string, at = 0): Mark => ({
    format,
    at,
    magic: Buffer.from(magic, "latin1"),
});

// libvirt, src/storage_file/storage_file_probe.c
const MARKS: readonly Mark[] = [
    mark("qcow", "QFI\xfb"),
    mark("qed", "QED\0"),
    mark("cow", "OOOM"),
    mark("vmdk", "KDMV"),
    mark("vmdk", "COWD"),
    mark("vdi", "\x7f\x10\xda\xbe", 64),
    mark("vpc", "conectix"),
    mark("ploop", "WithouFreSpacExt"),
    mark("ploop", "WithoutFreeSpace"),
    mark("bochs", "Bochs Virtual HD Image"),
    mark("cloop", "#!/bin/sh\n#V2.0 Format\n"),
    mark("luks", "LUKS\xba\xbe"),
];

/** Number of bytes that include every mark. */
export const MARKED_BYTES = 4096;

/** The format that libvirt recognizes in a file with this beginning; undefined if it treats it as raw. */
export const probedFormat = (head: Buffer): string | undefined =>
    MARKS.find(({ at, magic }) => head.subarray(at, at + magic.length).equals(magic))?.format;
